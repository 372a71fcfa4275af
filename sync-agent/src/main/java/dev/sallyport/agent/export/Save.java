package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Saves images into the next bundle of a stream, or writes missing volumes of the newest again if nothing changed.
 *
 * <p>In this order: walk, fetch, record, finish. A statement is put on record only for content that is here, and becomes part of
 * a volume only when it can no longer be lost. Killed at any point and run again, it goes on from there.
 */
public final class Save {
    private final SaveOptions options;
    private final SourceOpener opener;
    private final Disk disk;
    private final Clock clock;
    private final Progress progress;

    /** @param opener gives sources of roots that an earlier run asked for */
    public Save(SaveOptions options, SourceOpener opener, Disk disk, Clock clock, Progress progress) {
        this.options = requireNonNull(options, "options is null");
        if (options.keys().isEmpty()) {
            throw new IllegalArgumentException("No key");
        }
        this.opener = requireNonNull(opener, "opener is null");
        this.disk = requireNonNull(disk, "disk is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.progress = requireNonNull(progress, "progress is null");
    }

    /** Saves {@code asked}, all of which could be resolved. */
    public SaveReport run(List<RootRequest> asked) throws IOException, SallyportException {
        return run(asked, List.of());
    }

    /**
     * Saves {@code asked}, with what earlier sequences have unless it is to be pruned. Leaves the sources open.
     *
     * @param unresolved what was asked for and could not be resolved
     * @throws IncompleteException if something could not be had that must not be missing; all else is in the cache then, and
     *     no bundle was issued. If a single image was asked for, its own failure is thrown.
     */
    public SaveReport run(List<RootRequest> asked, List<ImageFailure> unresolved)
            throws IOException, SallyportException {
        Instant start = clock.instant();
        try (Preparation preparation = Preparation.open(options, opener, disk)) {
            OutputFolder output = OutputFolder.open(options.output(), options.stream(), disk);
            output.requireNothingAfter(preparation.nextSequence());
            long volumeSize = output.medium().volumeSize(options.volumeSize());
            AskedImages images = AskedImages.of(asked, unresolved, options.allowMissing());
            while (true) {
                Draft draft = preparation.draft(images, volumeSize, clock.instant());
                SaveRun run = new SaveRun(options, preparation, output, draft, progress);
                if (!draft.asked().failures().isEmpty()) {
                    List<ImageFailure> more = failedImages(preparation, draft, run.fetchAll());
                    throw failure(
                            asked.size() + unresolved.size(),
                            draft.asked().after(more).failures());
                }
                Instant now = clock.instant();
                Map<Digest, SallyportException> failed =
                        run.produce(options.created() == null ? now : options.created(), now);
                if (failed.isEmpty()) {
                    return run.report(Duration.between(start, clock.instant()));
                }
                images = draft.asked().after(failedImages(preparation, draft, failed));
                if (!images.failures().isEmpty()) {
                    throw failure(asked.size() + unresolved.size(), images.failures());
                }
            }
        }
    }

    // Of a single image there is no rest to speak of: its own failure says it better.
    private static SallyportException failure(int asked, List<ImageFailure> failures) {
        boolean alone =
                asked == 1 && failures.size() == 1 && !(failures.get(0).cause() instanceof KeptContentGoneException);
        return alone ? failures.get(0).cause() : new IncompleteException(failures);
    }

    /** The images that need a blob which could not be fetched; each with one cause. */
    private static List<ImageFailure> failedImages(
            Preparation preparation, Draft draft, Map<Digest, SallyportException> failed)
            throws IOException, SallyportException {
        List<ImageFailure> images = new ArrayList<>();
        if (failed.isEmpty()) {
            return images;
        }
        ImageContents contents = new ImageContents(draft.closure(), preparation.cache());
        for (BundleRoot root : draft.closure().roots()) {
            Set<Digest> needed = contents.of(root);
            failed.entrySet().stream()
                    .filter(entry -> needed.contains(entry.getKey()))
                    .findFirst()
                    .ifPresent(entry -> images.add(new ImageFailure(root.upstreamName(), entry.getValue())));
        }
        return images;
    }
}
