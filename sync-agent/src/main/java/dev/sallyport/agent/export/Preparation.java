package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.ClosureWalker;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Position;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What saving and planning have in common: the stream's state, and the way from what is asked for to what the next bundle is
 * going to be. Manifests are fetched on it, blobs are not.
 */
final class Preparation implements Closeable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final SaveOptions options;
    private final SourceOpener opener;
    private final StateFolder state;
    private final ParallelTasks tasks;
    private final ParallelTasks questions;
    private final History history;
    private final @Nullable IssuedBundle newest;
    private final @Nullable Restart restart;
    private final CacheFolder cacheFolder;
    private final ContentCache cache;
    private final List<KeptRoots> opened = new ArrayList<>();

    private Preparation(SaveOptions options, SourceOpener opener, StateFolder state)
            throws IOException, SallyportException {
        this.options = options;
        this.opener = opener;
        this.state = state;
        history = state.history(options.stream());
        newest = history.newest().orElse(null);
        restart = restart(options.restart(), newest);
        requireNotBehind(options.atLeast());
        cacheFolder = state.cache(options.cache());
        cache = new ContentCache(cacheFolder.store(), PAUSE, cacheFolder.locks());
        tasks = new ParallelTasks(options.jobs(), "fetch");
        questions = ParallelTasks.forQuestions(options.jobs(), "ask");
    }

    /** Opens the stream's state; refuses a history that does not know what was issued. */
    static Preparation open(SaveOptions options, SourceOpener opener, Disk disk)
            throws IOException, SallyportException {
        StateFolder state = StateFolder.open(options.state(), disk);
        try {
            return new Preparation(options, opener, state);
        } catch (IOException | SallyportException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    // The same command again, after the bundle it was given for is on record, goes on from there.
    private static @Nullable Restart restart(@Nullable Restart asked, @Nullable IssuedBundle newest)
            throws RestartRefusedException {
        if (asked == null || newest == null || newest.statement().sequence() < asked.sequence()) {
            return asked;
        }
        if (newest.statement().sequence() == asked.sequence()) {
            return null;
        }
        throw new RestartRefusedException(
                asked.sequence(),
                newest.statement().stream(),
                newest.statement().sequence());
    }

    private void requireNotBehind(@Nullable Position known) throws IOException, SallyportException {
        if (known == null) {
            return;
        }
        if (history.sequences().contains(known.sequence())) {
            Position ours = history.get(known.sequence()).position();
            if (!ours.equals(known)) {
                throw HistoryForkedException.ofLock(options.stream(), ours, known);
            }
        } else if (nextSequence() <= known.sequence()) {
            throw HistoryBehindException.ofLock(options.stream(), known.sequence(), nextSequence());
        }
    }

    /**
     * What the next bundle is.
     *
     * @param volumeSize the most bytes of a volume, the medium's limit included
     */
    Draft draft(AskedImages asked, long volumeSize, Instant now) throws IOException, SallyportException {
        AskedImages current = asked;
        while (true) {
            AskedImages state = current;
            KeptRoots kept = KeptRoots.of(
                    newest,
                    state.roots(),
                    root -> state.lost().contains(root.name())
                            || (options.prune().test(root) && !state.stays(root)),
                    opener,
                    cache);
            opened.add(kept);
            List<RootRequest> roots = new ArrayList<>(state.roots());
            roots.addAll(kept.roots());
            Walk walk = Walk.from(roots, new ClosureWalker(cache, questions, kept.referrers(), opener.baseImages()));
            List<ImageFailure> failures = new ArrayList<>(kept.failures());
            failures.addAll(walk.failures());
            if (failures.isEmpty()) {
                Omitted omitted = new Omitted(walk.walked().omissions(), state.leftOut(kept.roots()));
                return new Drafting(options, history, newest, restart != null, volumeSize, now)
                        .draft(walk.walked(), omitted, kept.roots().size(), state);
            }
            current = state.after(failures);
        }
    }

    /** The sequence of a bundle that is issued now. */
    long nextSequence() {
        if (restart != null) {
            return restart.sequence();
        }
        return newest == null ? 1 : newest.statement().sequence() + 1;
    }

    /** The statement before a bundle that is issued now. */
    @Nullable
    Position previous() {
        if (restart != null && restart.previous() != null) {
            return restart.previous();
        }
        return newest == null ? null : newest.position();
    }

    CacheFolder cacheFolder() {
        return cacheFolder;
    }

    History history() {
        return history;
    }

    ContentCache cache() {
        return cache;
    }

    ParallelTasks tasks() {
        return tasks;
    }

    /** Ends what is going on, closes the sources of kept roots and gives the state folder back. */
    @Override
    public void close() throws IOException {
        try (state) {
            questions.close();
            tasks.close();
            for (KeptRoots kept : opened) {
                kept.close();
            }
        }
    }
}
