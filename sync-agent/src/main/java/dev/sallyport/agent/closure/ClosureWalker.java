package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks from roots to all content that they need. Only manifests, and configs where they alone know the platform, are fetched.
 *
 * <p>The walk goes level by level: the manifests of one level are fetched in parallel, what they say is put together in order, so
 * that the same roots always give the same closure. It ends: no manifest is visited twice for one root, and depth and counts have
 * limits.
 */
public final class ClosureWalker {
    /** How far a manifest may be from its root, over children and referrers. */
    static final int DEEPEST = 8;

    /** How many manifests are visited at most. */
    static final int MOST_MANIFESTS = 50_000;

    /** How many blobs a closure has at most. */
    static final int MOST_BLOBS = 500_000;

    private static final int LARGEST_CONFIG = Manifest.MAX_SIZE;

    private final ContentCache cache;
    private final ParallelTasks tasks;
    private final KeptReferrers keptReferrers;

    /** @param keptReferrers referrers of an earlier statement, which stay as long as their subject does */
    public ClosureWalker(ContentCache cache, ParallelTasks tasks, KeptReferrers keptReferrers) {
        this.cache = requireNonNull(cache, "cache is null");
        this.tasks = requireNonNull(tasks, "tasks is null");
        this.keptReferrers = requireNonNull(keptReferrers, "keptReferrers is null");
    }

    /**
     * Everything that {@code roots} need.
     *
     * @throws PlatformMissingException if a platform asked for is not in an image
     * @throws SallyportException if something is missing, is not what its digest says, or breaks a limit
     */
    public Closure walk(List<RootRequest> roots) throws IOException, SallyportException {
        ClosureBuilder closure = new ClosureBuilder();
        Set<VisitKey> visited = new HashSet<>();
        List<Visit> level = new ArrayList<>();
        List<RootRequest> sorted =
                roots.stream().sorted(Comparator.comparing(RootRequest::name)).toList();
        for (RootRequest root : sorted) {
            closure.addRoot(root);
            level.add(Visit.ofRoot(root));
        }
        while (!level.isEmpty()) {
            List<Visit> fresh =
                    level.stream().filter(visit -> visited.add(visit.key())).toList();
            if (visited.size() > MOST_MANIFESTS) {
                throw new ClosureTooLargeException(
                        fresh.get(fresh.size() - 1).root().name(), "manifests", MOST_MANIFESTS);
            }
            List<Found> found = tasks.map(fresh, this::look);
            level = new ArrayList<>();
            for (Found each : found) {
                level.addAll(closure.add(each));
            }
        }
        return closure.build();
    }

    // Runs in parallel with others: changes nothing but the cache.
    private Found look(Visit visit) throws IOException, SallyportException {
        RootRequest root = visit.root();
        Descriptor descriptor = visit.manifest();
        Manifest manifest = cache.manifest(root.content(), descriptor, root.name());
        List<RootRequest> referrers = new ArrayList<>();
        if (root.askReferrers()) {
            for (Descriptor referring : root.content().referrers(descriptor.digest())) {
                referrers.add(root.referrer(referring, descriptor));
            }
        }
        Set<Digest> known = new HashSet<>();
        referrers.forEach(referrer -> known.add(referrer.manifest().digest()));
        keptReferrers.of(root.repository(), descriptor.digest()).stream()
                .filter(kept -> known.add(kept.manifest().digest()))
                .forEach(referrers::add);
        referrers.sort(Comparator.comparing(referrer -> referrer.manifest().digest()));
        return new Found(visit, manifest, referrers, platform(visit, manifest).orElse(null));
    }

    private Optional<Platform> platform(Visit visit, Manifest manifest) throws IOException, SallyportException {
        Platform said = visit.manifest().platform();
        if (said != null) {
            return Optional.of(said);
        }
        if (visit.root().selection() instanceof Selection.OfPlatforms
                && manifest instanceof ImageManifest image
                && MediaTypes.isImageConfig(image.config().mediaType())) {
            byte[] config = cache.read(visit.root().content(), image.config(), LARGEST_CONFIG);
            return Platform.ofConfig(
                    "config " + image.config().digest() + " of " + visit.root().name(), config);
        }
        return Optional.empty();
    }

    /** One manifest at one place of a root's tree; {@code subject} is what it was found to refer to. */
    record Visit(
            RootRequest root,
            Descriptor manifest,
            int depth,
            @Nullable Digest subject) {
        static Visit ofRoot(RootRequest root) {
            return new Visit(root, root.manifest(), 0, null);
        }

        Visit child(Descriptor child) throws ClosureTooLargeException {
            return new Visit(root, child, deeper(), null);
        }

        Visit referrer(RootRequest referrer) throws ClosureTooLargeException {
            return new Visit(referrer, referrer.manifest(), deeper(), manifest.digest());
        }

        private int deeper() throws ClosureTooLargeException {
            if (depth == DEEPEST) {
                throw new ClosureTooLargeException(root.name(), "levels of manifests", DEEPEST);
            }
            return depth + 1;
        }

        VisitKey key() {
            return new VisitKey(root.name(), manifest.digest());
        }
    }

    private record VisitKey(String root, Digest manifest) {}

    /** What was found at a visit; the referrers are sorted. */
    record Found(
            Visit visit,
            Manifest manifest,
            List<RootRequest> referrers,
            @Nullable Platform platform) {}
}
