package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks from roots to all content that they need. Only manifests, and configs where they alone know something, are fetched.
 *
 * <p>The walk goes level by level: what has to be asked at one level is asked in parallel, the answers are put together in order,
 * so that the same roots always give the same closure. It ends: no manifest is visited twice for one root, and depth and counts
 * have limits. Each root has a tree of its own; what goes wrong below it is that root's failure alone.
 */
public final class ClosureWalker {
    // How much is looked at before what was learnt from it is put away: bounds memory, whatever a level has.
    private static final long MOST_BYTES_AT_ONCE = 16 << 20;
    private static final int MOST_AT_ONCE = 2_000;

    private final ContentCache cache;
    private final ParallelTasks tasks;
    private final KeptReferrers keptReferrers;
    private final BaseImages baseImages;
    private final ClosureLimits limits;

    /** As the other, where no image's base is asked for. */
    public ClosureWalker(ContentCache cache, ParallelTasks tasks, KeptReferrers keptReferrers) {
        this(cache, tasks, keptReferrers, BaseImages.NONE);
    }

    /**
     * Walks with what is given.
     *
     * @param keptReferrers referrers of an earlier statement, which stay as long as their subject does
     * @param baseImages where base images come from, for roots that are to bring theirs
     */
    public ClosureWalker(ContentCache cache, ParallelTasks tasks, KeptReferrers keptReferrers, BaseImages baseImages) {
        this(cache, tasks, keptReferrers, baseImages, ClosureLimits.DEFAULT);
    }

    ClosureWalker(
            ContentCache cache,
            ParallelTasks tasks,
            KeptReferrers keptReferrers,
            BaseImages baseImages,
            ClosureLimits limits) {
        this.cache = requireNonNull(cache, "cache is null");
        this.tasks = requireNonNull(tasks, "tasks is null");
        this.keptReferrers = requireNonNull(keptReferrers, "keptReferrers is null");
        this.baseImages = requireNonNull(baseImages, "baseImages is null");
        this.limits = requireNonNull(limits, "limits is null");
    }

    /**
     * Everything that {@code roots} need. A root below which something is missing, denied, out of reach, or not what it is said
     * to be is among the {@linkplain Closure#failures() failures}, and in nothing else of the closure; the walk goes on with the
     * others.
     *
     * @throws IOException if this machine's disk fails, or the run is ended
     */
    public Closure walk(List<RootRequest> roots) throws IOException, SallyportException {
        List<RootWalk> walks = begin(roots);
        Answers answers = new Answers(cache, tasks, limits.blobs());
        Lookup lookup = new Lookup(answers, keptReferrers, baseImages);
        List<Visit> level = nextLevel(walks);
        while (!level.isEmpty()) {
            for (List<Visit> batch : batches(level)) {
                lookup.prepare(batch);
                batch.forEach(lookup::finish);
                answers.forgetContent();
                limits.enforce(walks);
            }
            level = nextLevel(walks);
        }
        walks.forEach(RootWalk::finish);
        return ClosureMerge.of(walks);
    }

    private List<RootWalk> begin(List<RootRequest> roots) {
        List<RootWalk> walks = new ArrayList<>();
        Map<String, RootRequest> named = new HashMap<>();
        for (RootRequest root :
                roots.stream().sorted(Comparator.comparing(RootRequest::name)).toList()) {
            RootWalk walk = new RootWalk(root, limits);
            RootRequest first = named.putIfAbsent(root.name(), root);
            if (first != null
                    && !first.manifest().digest().equals(root.manifest().digest())) {
                walk.fail(new ConflictingImagesException(first, root));
            }
            walks.add(walk);
        }
        return walks;
    }

    private List<Visit> nextLevel(List<RootWalk> walks) {
        List<Visit> level = new ArrayList<>();
        walks.forEach(walk -> level.addAll(walk.takeNext()));
        limits.enforce(walks);
        level.removeIf(visit -> visit.tree().failure() != null);
        return level;
    }

    private static List<List<Visit>> batches(List<Visit> level) {
        List<List<Visit>> batches = new ArrayList<>();
        List<Visit> batch = new ArrayList<>();
        long bytes = 0;
        for (Visit visit : level) {
            long size = visit.manifest().size();
            if (!batch.isEmpty() && (batch.size() == MOST_AT_ONCE || bytes + size > MOST_BYTES_AT_ONCE)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(visit);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
