package dev.sallyport.agent.closure;

import dev.sallyport.agent.closure.ClosureBlob.Kind;
import dev.sallyport.agent.closure.ClosureWalker.Found;
import dev.sallyport.agent.closure.ClosureWalker.Visit;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts together what a walk finds; used by one thread. */
final class ClosureBuilder {
    private final Map<String, RootRequest> roots = new LinkedHashMap<>();
    private final Map<String, PlatformTally> platforms = new LinkedHashMap<>();
    private final Map<Digest, ClosureBlob> blobs = new LinkedHashMap<>();
    private final List<Omission> omissions = new ArrayList<>();

    /** A root found first stays: a digest asked for is not turned into a referrer. */
    boolean addRoot(RootRequest root) {
        return roots.putIfAbsent(root.name(), root) == null;
    }

    /** Takes in one visit; what has to be visited next. */
    List<Visit> add(Found found) throws MalformedJsonException, ClosureTooLargeException {
        Visit visit = found.visit();
        if (visit.subject() != null && !refersTo(found, visit.subject())) {
            roots.remove(visit.root().name(), visit.root());
            omissions.add(new Omission(
                    visit.subject(), visit.manifest(), "listed as a referrer, but it does not name this subject"));
            return List.of();
        }
        addBlob(visit, visit.manifest(), Kind.MANIFEST);
        List<Visit> next = new ArrayList<>();
        if (found.manifest() instanceof ImageManifest image) {
            if (found.platform() != null) {
                tally(visit.root()).present(found.platform());
            }
            addBlob(visit, image.config(), Kind.CONFIG);
            for (Descriptor layer : image.layers()) {
                addBlob(visit, layer, Kind.LAYER);
            }
        } else if (found.manifest() instanceof ImageIndex index) {
            addChildren(visit, index, next);
        }
        for (RootRequest referrer : found.referrers()) {
            if (addRoot(referrer)) {
                next.add(visit.referrer(referrer));
            }
        }
        return next;
    }

    private static boolean refersTo(Found found, Digest subject) {
        return found.manifest()
                .subjectDescriptor()
                .filter(named -> named.digest().equals(subject))
                .isPresent();
    }

    private void addChildren(Visit visit, ImageIndex index, List<Visit> next)
            throws MalformedJsonException, ClosureTooLargeException {
        ChildChoice choice =
                ChildChoice.of(visit.root().selection(), visit.manifest().digest(), index);
        for (Descriptor child : index.manifests()) {
            if (child.platform() != null && !ChildChoice.isAttestation(child)) {
                tally(visit.root()).present(child.platform());
            }
            var reason = choice.reasonToOmit(child);
            if (reason.isPresent()) {
                omissions.add(new Omission(visit.manifest().digest(), child, reason.get()));
                tally(visit.root()).omitted = true;
            } else {
                if (child.platform() != null && !ChildChoice.isAttestation(child)) {
                    tally(visit.root()).kept(child.platform());
                }
                if (MediaTypes.isManifest(child.mediaType())) {
                    next.add(visit.child(child));
                } else {
                    addBlob(visit, child, Kind.LAYER);
                }
            }
        }
    }

    private PlatformTally tally(RootRequest root) {
        return platforms.computeIfAbsent(root.name(), name -> new PlatformTally());
    }

    private void addBlob(Visit visit, Descriptor descriptor, Kind kind)
            throws MalformedJsonException, ClosureTooLargeException {
        ClosureBlob blob = new ClosureBlob(descriptor, visit.root().content(), kind);
        ClosureBlob known = blobs.putIfAbsent(descriptor.digest(), blob);
        if (known == null) {
            if (blobs.size() > ClosureWalker.MOST_BLOBS) {
                throw new ClosureTooLargeException(visit.root().name(), "blobs", ClosureWalker.MOST_BLOBS);
            }
            return;
        }
        if (known.descriptor().size() != descriptor.size()) {
            throw new MalformedJsonException(
                    "manifest " + visit.manifest().digest() + " of "
                            + visit.root().name(),
                    "it gives " + descriptor.digest() + ' ' + descriptor.size() + " bytes where another manifest says "
                            + known.descriptor().size());
        }
        if (kind.compareTo(known.kind()) < 0) {
            blobs.put(descriptor.digest(), new ClosureBlob(known.descriptor(), known.source(), kind));
        }
    }

    Closure build() throws PlatformMissingException {
        List<BundleRoot> named = new ArrayList<>();
        for (RootRequest root : roots.values()) {
            PlatformTally tally = tally(root);
            if (root.selection() instanceof Selection.OfPlatforms chosen) {
                tally.requireAll(root.name(), chosen.platforms());
            }
            named.add(new BundleRoot(
                    root.manifest(),
                    root.repository(),
                    root.tag(),
                    root.referrer(),
                    root.source(),
                    root.reason(),
                    tally.keptIfSomeAreNot()));
        }
        List<ClosureBlob> ordered = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            blobs.values().stream().filter(blob -> blob.kind() == kind).forEach(ordered::add);
        }
        // Left out of one image, but brought by another, is not left out of the bundle.
        List<Omission> left = omissions.stream()
                .filter(omission -> !blobs.containsKey(omission.child().digest()))
                .distinct()
                .toList();
        return new Closure(named, ordered, left);
    }
}
