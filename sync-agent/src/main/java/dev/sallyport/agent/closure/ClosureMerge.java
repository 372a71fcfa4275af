package dev.sallyport.agent.closure;

import dev.sallyport.agent.closure.ClosureBlob.Kind;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes one closure of what was found below each root; used by one thread. */
final class ClosureMerge {
    private final Map<String, MergedRoot> roots = new LinkedHashMap<>();
    private final Map<Digest, ClosureBlob> blobs = new LinkedHashMap<>();
    private final Map<Digest, RootWalk> blobFrom = new LinkedHashMap<>();
    private final List<Omission> omissions = new ArrayList<>();
    private final List<RootFailure> failures = new ArrayList<>();

    private ClosureMerge() {}

    /** A root, and the platforms that were kept of it; of a root that was walked twice, those of both. */
    private record MergedRoot(RootRequest root, PlatformTally platforms) {}

    /** @param walks in the order of their roots' names, all at their end */
    static Closure of(List<RootWalk> walks) {
        ClosureMerge merge = new ClosureMerge();
        List<RootWalk> good = new ArrayList<>();
        for (RootWalk walk : walks) {
            if (walk.failure() == null) {
                merge.refuseOtherSizes(walk);
            }
            if (walk.failure() == null) {
                merge.addContent(walk);
                good.add(walk);
            } else {
                merge.failures.add(new RootFailure(walk.asked(), walk.failure()));
            }
        }
        // What was asked for is no referrer, even if it is also found to be one.
        good.forEach(walk -> merge.addRoot(walk, walk.asked()));
        good.forEach(walk -> walk.roots().forEach(root -> merge.addRoot(walk, root)));
        return merge.build();
    }

    private void refuseOtherSizes(RootWalk walk) {
        for (ClosureBlob blob : walk.blobs().values()) {
            Descriptor descriptor = blob.descriptor();
            ClosureBlob known = blobs.get(descriptor.digest());
            if (known != null && known.descriptor().size() != descriptor.size()) {
                walk.fail(new MalformedJsonException(
                        walk.asked().name(),
                        "it gives " + descriptor.digest() + ' ' + descriptor.size() + " bytes where "
                                + from(descriptor.digest()) + " says "
                                + known.descriptor().size()));
                return;
            }
        }
    }

    private String from(Digest digest) {
        @Nullable RootWalk walk = blobFrom.get(digest);
        return walk == null ? "another image" : walk.asked().name();
    }

    private void addContent(RootWalk walk) {
        walk.blobs().forEach((digest, blob) -> {
            blobs.merge(digest, blob, ClosureBlob::joined);
            blobFrom.putIfAbsent(digest, walk);
        });
        omissions.addAll(walk.omissions());
    }

    private void addRoot(RootWalk walk, RootRequest root) {
        roots.merge(
                root.name(),
                new MergedRoot(root, walk.platforms(root)),
                (first, second) -> first.platforms() == second.platforms()
                        ? first
                        : new MergedRoot(first.root(), first.platforms().and(second.platforms())));
    }

    private Closure build() {
        List<BundleRoot> named = new ArrayList<>();
        for (MergedRoot merged : roots.values()) {
            RootRequest root = merged.root();
            named.add(new BundleRoot(
                    root.manifest(),
                    root.repository(),
                    root.tag(),
                    root.referrer(),
                    root.source(),
                    root.reason(),
                    merged.platforms().keptIfSomeAreNot()));
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
        return new Closure(named, ordered, left, failures);
    }
}
