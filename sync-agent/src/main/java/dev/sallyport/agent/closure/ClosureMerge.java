package dev.sallyport.agent.closure;

import dev.sallyport.agent.closure.ClosureBlob.Kind;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes one closure of what was found below each root; used by one thread. */
final class ClosureMerge {
    private final Map<String, MergedRoot> roots = new TreeMap<>();
    private final Map<Digest, ClosureBlob> blobs = new HashMap<>();
    private final Map<Digest, String> blobOf = new HashMap<>();
    private final List<Omission> omissions = new ArrayList<>();
    private final List<RootFailure> failures = new ArrayList<>();
    private final Set<Shortfall> shortfalls = new LinkedHashSet<>();

    private ClosureMerge() {}

    /** A root with what was found of it; of one that was walked twice, both times. */
    private record MergedRoot(RootRequest root, PlatformTally platforms, Set<Digest> digests) {
        static MergedRoot of(RootWalk walk, RootRequest root) {
            return new MergedRoot(root, walk.platforms(root), walk.digests(root));
        }

        MergedRoot and(MergedRoot other) {
            Set<Digest> both = new LinkedHashSet<>(digests);
            both.addAll(other.digests);
            return new MergedRoot(root, platforms.and(other.platforms), both);
        }
    }

    /** @param walks in the order of their roots' names, all at their end */
    static Closure of(List<RootWalk> walks) {
        ClosureMerge merge = new ClosureMerge();
        // What is there now comes before what an earlier statement said of the same name.
        merge.addAll(walks, RootRequest::askReferrers);
        merge.addAll(
                walks,
                root -> !root.askReferrers()
                        && !merge.roots.containsKey(root.name())
                        && root.asCosignTag().isEmpty());
        merge.addAll(
                walks,
                root -> !root.askReferrers()
                        && !merge.roots.containsKey(root.name())
                        && root.asCosignTag()
                                .filter(tag -> merge.blobs.containsKey(tag.subject()))
                                .isPresent());
        return merge.build();
    }

    private void addAll(List<RootWalk> walks, Predicate<RootRequest> which) {
        List<RootWalk> good = new ArrayList<>();
        for (RootWalk walk :
                walks.stream().filter(each -> which.test(each.asked())).toList()) {
            if (walk.failure() == null) {
                refuseOtherSizes(walk);
            }
            if (walk.failure() == null) {
                addContent(walk);
                good.add(walk);
            } else {
                failures.add(new RootFailure(walk.asked(), walk.failure()));
            }
        }
        // What was asked for is no referrer, even if it is also found to be one.
        good.forEach(walk -> roots.merge(walk.asked().name(), MergedRoot.of(walk, walk.asked()), MergedRoot::and));
        for (RootWalk walk : good) {
            for (RootRequest root : walk.roots()) {
                if (!root.equals(walk.asked())) {
                    roots.merge(root.name(), MergedRoot.of(walk, root), MergedRoot::and);
                }
            }
        }
    }

    private void refuseOtherSizes(RootWalk walk) {
        for (ClosureBlob blob : walk.blobs().values()) {
            Descriptor descriptor = blob.descriptor();
            ClosureBlob known = blobs.get(descriptor.digest());
            if (known != null && known.descriptor().size() != descriptor.size()) {
                walk.fail(new MalformedJsonException(
                        walk.asked().upstreamName(),
                        "it gives " + descriptor.digest() + ' ' + descriptor.size() + " bytes where "
                                + blobOf.get(descriptor.digest()) + " says "
                                + known.descriptor().size()));
                return;
            }
        }
    }

    private void addContent(RootWalk walk) {
        walk.blobs().forEach((digest, blob) -> {
            blobs.merge(digest, blob, ClosureBlob::joined);
            blobOf.putIfAbsent(digest, walk.asked().upstreamName());
        });
        omissions.addAll(walk.omissions());
        shortfalls.addAll(walk.shortfalls());
    }

    private Closure build() {
        List<BundleRoot> named = new ArrayList<>();
        // By root, so that it makes no difference through what a root was found.
        Set<ClosureBlob> found = new LinkedHashSet<>();
        for (MergedRoot merged : roots.values()) {
            named.add(name(merged));
            merged.digests().forEach(digest -> found.add(blobs.get(digest)));
        }
        List<ClosureBlob> ordered = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            found.stream().filter(blob -> blob.kind() == kind).forEach(ordered::add);
        }
        // Left out of one image, but brought by another, is not left out of the bundle.
        List<Omission> left = omissions.stream()
                .filter(omission -> !blobs.containsKey(omission.child().digest()))
                .distinct()
                .toList();
        failures.sort(Comparator.comparing(failure -> failure.root().name()));
        return new Closure(named, ordered, left, failures, List.copyOf(shortfalls));
    }

    private static BundleRoot name(MergedRoot merged) {
        RootRequest root = merged.root();
        // A referrer has no tag of its own; what is there under a tag is to be found under it on the other side too.
        return new BundleRoot(
                root.manifest(),
                root.repository(),
                root.tag(),
                root.referrer() && root.tag() == null,
                root.source(),
                root.reason(),
                merged.platforms().keptIfSomeAreNot());
    }
}
