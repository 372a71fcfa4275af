package dev.sallyport.agent.closure;

import dev.sallyport.agent.closure.ClosureBlob.Kind;
import dev.sallyport.agent.closure.Found.FoundBase;
import dev.sallyport.agent.closure.Found.Tagged;
import dev.sallyport.bundle.Omission;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together what a walk finds below one root that was asked for; used by one thread. */
final class RootWalk {
    private final RootRequest asked;
    private final ClosureLimits limits;
    private final Map<String, RootRequest> roots = new LinkedHashMap<>();
    private final Map<String, PlatformTally> platforms = new LinkedHashMap<>();
    private final Map<Digest, ClosureBlob> blobs = new LinkedHashMap<>();
    private final Map<String, Set<Digest>> digests = new HashMap<>();
    private final List<Omission> omissions = new ArrayList<>();
    private final Set<Shortfall> shortfalls = new LinkedHashSet<>();
    private final Set<Visit.Key> visited = new HashSet<>();
    private List<Visit> next = new ArrayList<>();
    private @Nullable SallyportException failure;

    RootWalk(RootRequest asked, ClosureLimits limits) {
        this.asked = asked;
        this.limits = limits;
        roots.put(asked.name(), asked);
        next.add(Visit.ofRoot(this, asked));
    }

    /** What has to be visited now; empty once all was, or the walk failed. */
    List<Visit> takeNext() {
        List<Visit> fresh =
                next.stream().filter(visit -> visited.add(visit.key())).toList();
        next = new ArrayList<>();
        if (visited.size() > limits.manifests()) {
            fail(new ClosureTooLargeException(asked.upstreamName(), "manifests", limits.manifests()));
        }
        return failure == null ? fresh : List.of();
    }

    /** Takes in one visit; the first failure ends the walk. */
    void add(Found found) {
        if (failure == null) {
            try {
                take(found);
            } catch (SallyportException e) {
                fail(e);
            }
        }
    }

    /** Gives up, for the first reason there is: nothing of this tree is needed any more. */
    void fail(SallyportException cause) {
        if (failure == null) {
            failure = cause;
        }
        next = new ArrayList<>();
        roots.clear();
        platforms.clear();
        blobs.clear();
        digests.clear();
        omissions.clear();
        shortfalls.clear();
        visited.clear();
    }

    private void take(Found found) throws SallyportException {
        Visit visit = found.visit();
        if (visit.subject() != null) {
            Optional<String> reason = reasonToOmit(found, visit.subject());
            if (reason.isPresent()) {
                roots.remove(visit.root().name(), visit.root());
                omit(visit.subject(), visit.manifest(), reason.get());
                return;
            }
        }
        addBlob(visit, visit.manifest(), Kind.MANIFEST);
        if (found.manifest() instanceof ImageManifest image) {
            if (found.platform() != null) {
                tally(visit.root()).present(found.platform());
                tally(visit.root()).kept(found.platform());
            }
            if (found.base() != null) {
                addBase(visit, found.base());
            }
            addBlob(visit, image.config(), Kind.CONFIG);
            for (Descriptor layer : image.layers()) {
                addBlob(visit, layer, Kind.LAYER);
            }
        } else if (found.manifest() instanceof ImageIndex index) {
            addChildren(visit, index);
        }
        leaveOutAsBefore(visit, found.manifest());
        for (RootRequest referrer : found.referrers()) {
            addReferrer(visit, referrer);
        }
        for (Tagged tagged : found.tagged()) {
            RootRequest root = tagged.root();
            var reason = root.include().reasonToOmit(Set.of(tagged.tag().kind().referrers()));
            if (reason.isPresent()) {
                omit(visit.manifest().digest(), root.manifest(), reason.get());
            } else if (roots.putIfAbsent(root.name(), root) == null) {
                next.add(visit.tagged(root));
            }
        }
    }

    private void addBase(Visit visit, FoundBase base) throws ClosureTooLargeException {
        RootRequest root = base.root();
        if (root == null) {
            shortfalls.add(new Shortfall(
                    visit.root().upstreamName(),
                    "its base image " + Printable.shorten(base.said().name())
                            + (base.said().digest() == null
                                    ? " is named without a digest"
                                    : "@" + base.said().digest() + " has a name that leads nowhere")));
        } else if (roots.putIfAbsent(root.name(), root) == null) {
            next.add(visit.base(root));
        }
    }

    // What a source says of a referrer spares fetching those that nobody wants; the manifest itself decides.
    private void addReferrer(Visit visit, RootRequest referrer) throws ClosureTooLargeException {
        Descriptor manifest = referrer.manifest();
        Optional<String> reason = manifest.artifactType() == null
                ? Optional.empty()
                : referrer.include().reasonToOmit(manifest.artifactType(), manifest.annotations());
        if (reason.isPresent()) {
            omit(visit.manifest().digest(), manifest, reason.get());
        } else if (roots.putIfAbsent(referrer.name(), referrer) == null) {
            next.add(visit.referrer(referrer));
        }
    }

    private static Optional<String> reasonToOmit(Found found, Digest subject) {
        Manifest manifest = found.manifest();
        boolean refers = manifest.subjectDescriptor()
                .filter(named -> named.digest().equals(subject))
                .isPresent();
        return refers
                ? found.visit()
                        .root()
                        .include()
                        .reasonToOmit(manifest.effectiveArtifactType().orElse(""), manifest.annotations())
                : Optional.of("listed as a referrer, but it does not name this subject");
    }

    // Referrers that were left out of a root when it was asked for are left out of it for as long as it is kept.
    private void leaveOutAsBefore(Visit visit, Manifest manifest) throws ClosureTooLargeException {
        if (visit.root().selection() instanceof Selection.AsBefore before) {
            Set<Digest> children = new HashSet<>();
            manifest.children().forEach(child -> children.add(child.digest()));
            for (Omission omission : before.below(visit.manifest().digest())) {
                if (!children.contains(omission.child().digest())) {
                    omit(omission.parent(), omission.child(), omission.reason());
                }
            }
        }
    }

    private void addChildren(Visit visit, ImageIndex index) throws SallyportException {
        ChildChoice choice = ChildChoice.of(visit.root(), visit.manifest().digest(), index);
        PlatformTally tally = tally(visit.root());
        Base base = Base.in(index.annotations()).orElse(visit.base());
        for (Descriptor child : index.manifests()) {
            @Nullable Platform platform = ChildChoice.isAttestation(child) ? null : child.platform();
            if (platform != null) {
                tally.present(platform);
            }
            var reason = choice.reasonToOmit(child);
            if (reason.isPresent()) {
                omit(visit.manifest().digest(), child, reason.get());
                tally.omitted |= platform != null;
            } else {
                if (platform != null) {
                    tally.kept(platform);
                }
                if (MediaTypes.isManifest(child.mediaType())) {
                    next.add(visit.child(child, base));
                } else {
                    addBlob(visit, child, Kind.LAYER);
                }
            }
        }
    }

    private PlatformTally tally(RootRequest root) {
        return platforms.computeIfAbsent(root.name(), name -> new PlatformTally());
    }

    private void omit(Digest parent, Descriptor child, String reason) throws ClosureTooLargeException {
        omissions.add(new Omission(parent, child, reason));
        requireRoom();
    }

    private void addBlob(Visit visit, Descriptor descriptor, Kind kind) throws SallyportException {
        digests.computeIfAbsent(visit.root().name(), name -> new LinkedHashSet<>())
                .add(descriptor.digest());
        ClosureBlob blob = new ClosureBlob(descriptor, visit.root().content(), kind);
        ClosureBlob known = blobs.putIfAbsent(descriptor.digest(), blob);
        if (known == null) {
            requireRoom();
            return;
        }
        if (known.descriptor().size() != descriptor.size()) {
            throw new MalformedJsonException(
                    "manifest " + visit.manifest().digest() + " of "
                            + visit.root().upstreamName(),
                    "it gives " + descriptor.digest() + ' ' + descriptor.size() + " bytes where another manifest says "
                            + known.descriptor().size());
        }
        blobs.put(descriptor.digest(), known.joined(blob));
    }

    private void requireRoom() throws ClosureTooLargeException {
        if (blobs.size() + omissions.size() > limits.blobs()) {
            throw new ClosureTooLargeException(asked.upstreamName(), "blobs", limits.blobs());
        }
    }

    /** Ends the walk: what only the whole tree shows is checked now. */
    void finish() {
        if (failure == null) {
            try {
                for (RootRequest root : roots.values()) {
                    if (root.selection() instanceof Selection.OfPlatforms chosen) {
                        for (Platform missing : tally(root).missing(root.upstreamName(), chosen)) {
                            shortfalls.add(new Shortfall(root.upstreamName(), "it is not for " + missing));
                        }
                    }
                }
            } catch (PlatformMissingException e) {
                fail(e);
            }
        }
    }

    RootRequest asked() {
        return asked;
    }

    @Nullable
    SallyportException failure() {
        return failure;
    }

    int visits() {
        return visited.size();
    }

    /** The root asked for, then those found to belong to it, in the order they were found; none after a failure. */
    Collection<RootRequest> roots() {
        return Collections.unmodifiableCollection(roots.values());
    }

    PlatformTally platforms(RootRequest root) {
        return tally(root);
    }

    /** What one of the roots needs, in the order it was found. */
    Set<Digest> digests(RootRequest root) {
        return Collections.unmodifiableSet(digests.getOrDefault(root.name(), Set.of()));
    }

    Map<Digest, ClosureBlob> blobs() {
        return Collections.unmodifiableMap(blobs);
    }

    Set<Shortfall> shortfalls() {
        return Collections.unmodifiableSet(shortfalls);
    }

    List<Omission> omissions() {
        return Collections.unmodifiableList(omissions);
    }
}
