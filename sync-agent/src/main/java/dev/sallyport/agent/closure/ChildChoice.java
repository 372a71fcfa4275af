package dev.sallyport.agent.closure;

import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A selection applied to one index: why each child that is left out is left out. */
final class ChildChoice {
    // How BuildKit ties an attestation, whose platform is unknown/unknown, to the manifest that it is about.
    private static final String ABOUT = "vnd.docker.reference.digest";
    private static final String UNKNOWN = "unknown";

    private final Map<Digest, String> reasons = new HashMap<>();

    private ChildChoice() {}

    static ChildChoice of(RootRequest root, Digest parent, ImageIndex index) {
        ChildChoice choice = new ChildChoice();
        if (root.selection() instanceof Selection.OfPlatforms chosen) {
            choice.leaveOutOthers(chosen.platforms(), index);
        } else if (root.selection() instanceof Selection.AsBefore before) {
            for (Omission omission : before.below(parent)) {
                choice.reasons.put(omission.child().digest(), omission.reason());
            }
        }
        // What an artifact is made of is the artifact's own matter.
        if (!root.referrer()) {
            choice.leaveOutAttestations(root.include(), index);
        }
        return choice;
    }

    private void leaveOutAttestations(Include include, ImageIndex index) {
        for (Descriptor child : index.manifests()) {
            if (isAttestation(child)) {
                Optional<String> reason = child.artifactType() == null
                                || ReferrerKind.of(child.artifactType(), child.annotations())
                                        .isEmpty()
                        ? include.reasonToOmit(Set.of(ReferrerKind.ATTESTATION))
                        : include.reasonToOmit(child.artifactType(), child.annotations());
                reason.ifPresent(text -> reasons.putIfAbsent(child.digest(), text));
            }
        }
    }

    private void leaveOutOthers(List<Platform> chosen, ImageIndex index) {
        for (Descriptor child : index.manifests()) {
            Platform platform = child.platform();
            if (platform != null
                    && !isUnknown(platform)
                    && chosen.stream().noneMatch(wanted -> wanted.selects(platform))) {
                reasons.put(child.digest(), "platform " + platform + " was not asked for");
            }
        }
        for (Descriptor child : index.manifests()) {
            Digest about =
                    Digest.tryParse(child.annotations().getOrDefault(ABOUT, "")).orElse(null);
            if (isAttestation(child) && about != null && reasons.containsKey(about)) {
                reasons.put(child.digest(), "it is about " + about + ", which was left out");
            }
        }
    }

    /** Whether the child is something about another child, rather than an image for a platform. */
    static boolean isAttestation(Descriptor child) {
        Platform platform = child.platform();
        return platform == null ? child.annotations().containsKey(ABOUT) : isUnknown(platform);
    }

    private static boolean isUnknown(Platform platform) {
        return platform.os().equals(UNKNOWN) && platform.architecture().equals(UNKNOWN);
    }

    /** Empty if the child is taken. */
    Optional<String> reasonToOmit(Descriptor child) {
        return Optional.ofNullable(reasons.get(child.digest()));
    }
}
