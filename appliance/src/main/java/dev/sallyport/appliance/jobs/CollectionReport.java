package dev.sallyport.appliance.jobs;

import dev.sallyport.content.StoredAmount;
import java.time.Instant;
import java.util.List;

/**
 * What a collection did, or, a dry run, would do.
 *
 * @param uploads given up uploads that were deleted
 * @param retired releases that can be rolled back to no more, such as {@code factory-7@3}
 * @param links what local repositories do not give out any more
 * @param examined how many blobs it looked at
 * @param trashed blobs that nobody needed and that went into the trash
 * @param purged blobs deleted from the trash, those of before among them
 * @param skipped why nothing else was collected; empty if it was
 * @param finished whether it came to its end, and was not stopped
 */
public record CollectionReport(
        boolean dryRun,
        Instant started,
        Instant ended,
        StoredAmount uploads,
        List<String> retired,
        StoredAmount links,
        long examined,
        StoredAmount trashed,
        StoredAmount purged,
        String skipped,
        boolean finished) {
    public CollectionReport {
        retired = List.copyOf(retired);
    }

    /** How many bytes of the disk it gave back. */
    public long freed() {
        return uploads.bytes() + purged.bytes();
    }
}
