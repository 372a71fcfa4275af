package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.VolumeTooSmallException;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Sizes;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Says what a save with the same options would do. Fetches manifests into the cache, and no blob; writes no output, signs nothing,
 * and leaves the history as it is. Takes the state folder's lock as a save does.
 */
public final class Planner {
    private final SaveOptions options;
    private final SourceOpener opener;
    private final Disk disk;
    private final Clock clock;

    /**
     * As {@link Save}.
     *
     * @param options with the keys that are going to sign, for exact sizes; without any, one Ed25519 key is assumed
     */
    public Planner(SaveOptions options, SourceOpener opener, Disk disk, Clock clock) {
        this.options = requireNonNull(options, "options is null");
        this.opener = requireNonNull(opener, "opener is null");
        this.disk = requireNonNull(disk, "disk is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What {@link Save#run(List, List)} would do with the same arguments.
     *
     * @throws VolumeTooSmallException if something does not fit into a volume
     */
    public SavePlan plan(List<RootRequest> asked, List<ImageFailure> unresolved)
            throws IOException, SallyportException {
        try (Preparation preparation = Preparation.open(options, opener, disk)) {
            OutputFolder output = OutputFolder.look(options.output(), options.stream(), disk);
            output.requireNothingAfter(preparation.nextSequence());
            Draft draft = preparation.draft(
                    AskedImages.of(asked, unresolved, options.allowMissing()),
                    output.medium().volumeSize(options.volumeSize()),
                    clock.instant());
            List<ClosureBlob> missing = new ArrayList<>();
            Set<Digest> carried = PlannedImages.carried(draft);
            for (ClosureBlob blob : draft.closure().blobs()) {
                if (carried.contains(blob.descriptor().digest())
                        && draft.again() == null
                        && !preparation.cache().holds(blob.descriptor())) {
                    missing.add(blob);
                }
            }
            IssuedBundle again = draft.again();
            return new SavePlan(
                    options.stream(),
                    again == null
                            ? preparation.nextSequence()
                            : again.statement().sequence(),
                    again != null,
                    draft.plan().base(),
                    PlannedImages.of(draft, preparation.cache()),
                    draft.omitted(),
                    draft.asked().failures(),
                    draft.asked().gone(),
                    draft.closure().blobs().size(),
                    draft.closure().size(),
                    carried.size(),
                    draft.plan().listings().stream()
                            .mapToLong(listing -> listing.summary().bytes())
                            .sum(),
                    draft.spared(),
                    missing.size(),
                    missing.stream().mapToLong(blob -> blob.descriptor().size()).sum(),
                    volumes(preparation, output, draft),
                    media(draft));
        }
    }

    private List<PlannedVolume> volumes(Preparation preparation, OutputFolder output, Draft draft)
            throws IOException, SallyportException {
        IssuedBundle again = draft.again();
        Instant created = options.created() == null ? clock.instant() : options.created();
        List<Listing> listings = draft.plan().listings();
        List<Long> sizes = again == null
                ? draft.plan().volumeSizes(preparation.nextSequence(), preparation.previous(), options, created)
                : List.of();
        List<PlannedVolume> volumes = new ArrayList<>();
        for (int number = 1; number <= (again == null ? listings : again.listings()).size(); number++) {
            boolean chosen = options.volumes().isEmpty() || options.volumes().contains(number);
            if (again == null) {
                volumes.add(new PlannedVolume(number, sizes.get(number - 1), chosen));
            } else {
                Listing listing = again.listings().get(number - 1);
                volumes.add(new PlannedVolume(
                        number,
                        output.size(again.documents(), number, listing),
                        chosen && !draft.idle() && !output.holds(again.documents(), number, listing)));
            }
        }
        return volumes;
    }

    private static List<PlannedMedium> media(Draft draft) {
        List<PlannedMedium> media = new ArrayList<>();
        Sizes.presets().forEach((name, size) -> {
            int volumes;
            try {
                volumes = BundlePlan.of(draft.closure(), draft.omitted(), draft.held(), size)
                        .listings()
                        .size();
            } catch (VolumeTooSmallException e) {
                volumes = 0;
            }
            media.add(new PlannedMedium(name, size, volumes));
        });
        return media;
    }
}
