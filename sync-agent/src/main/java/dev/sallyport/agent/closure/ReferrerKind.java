package dev.sallyport.agent.closure;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What somebody may want of all that refers to an image. One referrer can be of several kinds. */
public enum ReferrerKind {
    /** Made by cosign, notation or another sigstore client. */
    SIGNATURE("signatures"),
    /** Lists of what is inside: SPDX, CycloneDX, syft's own. */
    SBOM("sboms"),
    /** in-toto statements, in a DSSE envelope or not, and what BuildKit puts beside an image in its index. */
    ATTESTATION("attestations");

    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle";
    private static final String BUNDLE_CONTENT = "dev.sigstore.bundle.content";
    private static final String PREDICATE = "dev.sigstore.bundle.predicatetype";
    // The predicate of a statement that says nothing but that somebody signed.
    private static final String SIGNED = "https://sigstore.dev/cosign/sign/";

    private final String word;

    ReferrerKind(String word) {
        this.word = word;
    }

    /** How it is called in a mirror file. */
    public String word() {
        return word;
    }

    /**
     * The kinds of a referrer; none if it is something else. Where a Sigstore bundle does not say what it holds, it counts as all
     * that it may be.
     *
     * @param annotations the manifest's
     */
    static Set<ReferrerKind> of(String artifactType, Map<String, String> annotations) {
        String type = artifactType.toLowerCase(Locale.ROOT);
        if (type.startsWith(BUNDLE)) {
            return ofBundle(annotations);
        }
        Set<ReferrerKind> kinds = EnumSet.noneOf(ReferrerKind.class);
        if (type.startsWith("application/vnd.cncf.notary.")
                || type.startsWith("application/vnd.dev.cosign.artifact.sig")
                || type.startsWith("application/vnd.dev.cosign.simplesigning")) {
            kinds.add(SIGNATURE);
        }
        if (isSbom(type)) {
            kinds.add(SBOM);
        }
        if (type.startsWith("application/vnd.in-toto")
                || type.startsWith("application/vnd.dsse.envelope")
                || type.startsWith("application/vnd.dev.cosign.artifact.att")
                || type.startsWith("application/vnd.docker.attestation")) {
            kinds.add(ATTESTATION);
        }
        return kinds;
    }

    private static boolean isSbom(String type) {
        return type.contains("spdx") || type.contains("cyclonedx") || type.contains("syft") || type.contains(".sbom");
    }

    private static Set<ReferrerKind> ofBundle(Map<String, String> annotations) {
        String predicate = "";
        String content = "";
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            switch (annotation.getKey().toLowerCase(Locale.ROOT)) {
                case PREDICATE -> predicate = annotation.getValue().toLowerCase(Locale.ROOT);
                case BUNDLE_CONTENT -> content = annotation.getValue().toLowerCase(Locale.ROOT);
                default -> {}
            }
        }
        if (predicate.startsWith(SIGNED) || content.equals("message-signature")) {
            return EnumSet.of(SIGNATURE);
        }
        if (predicate.isEmpty()) {
            return EnumSet.allOf(ReferrerKind.class);
        }
        return isSbom(predicate) ? EnumSet.of(SBOM, ATTESTATION) : EnumSet.of(ATTESTATION);
    }
}
