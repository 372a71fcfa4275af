package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.StreamName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a save would do.
 *
 * @param sequence of the bundle
 * @param unchanged whether it is the newest on record, since nothing changed
 * @param base what the far side is taken to hold the content of; null if everything is carried
 * @param images in the order of names
 * @param failures what cannot be had and must not be missing: with any, a save would fetch the rest and write no bundle
 * @param gone what cannot be had and may be missing
 * @param blobs how many blobs the release has, manifests included
 * @param bytes their size together
 * @param carriedBlobs how many of them the volumes carry
 * @param carriedBytes their size together: what is new for this destination
 * @param spared how many bytes the newest bundle on record has of this one
 * @param fetchBlobs how many blobs have to be fetched
 * @param fetchBytes their size together; less if an earlier run got a part of them
 * @param volumes with the volume size asked for; their sizes are exact if all keys are given and are Ed25519
 * @param media how many volumes there would be on common media
 */
public record SavePlan(
        StreamName stream,
        long sequence,
        boolean unchanged,
        @Nullable Position base,
        List<PlannedImage> images,
        Omitted omitted,
        List<ImageFailure> failures,
        List<ImageFailure> gone,
        int blobs,
        long bytes,
        long carriedBlobs,
        long carriedBytes,
        long spared,
        int fetchBlobs,
        long fetchBytes,
        List<PlannedVolume> volumes,
        List<PlannedMedium> media) {
    public SavePlan {
        requireNonNull(stream, "stream is null");
        images = List.copyOf(images);
        requireNonNull(omitted, "omitted is null");
        failures = List.copyOf(failures);
        gone = List.copyOf(gone);
        volumes = List.copyOf(volumes);
        media = List.copyOf(media);
    }

    /** How many bytes a save would write into volumes. */
    public long writtenBytes() {
        return volumes.stream()
                .filter(PlannedVolume::written)
                .mapToLong(PlannedVolume::size)
                .sum();
    }
}
