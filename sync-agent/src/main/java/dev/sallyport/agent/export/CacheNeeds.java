package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the newest bundle of a stream needs of a cache, to be written again and to go on from.
 *
 * @param sequence of that bundle; 0 if there is none
 * @param blobs with their sizes; empty if that is not known, since the history was rebuilt in part
 */
public record CacheNeeds(StreamName stream, long sequence, Map<Digest, Long> blobs) {
    public CacheNeeds {
        requireNonNull(stream, "stream is null");
        blobs = Map.copyOf(blobs);
    }

    /** Looks into a state folder; one that is not there needs nothing. */
    public static CacheNeeds of(Path state, StreamName stream) throws IOException, SallyportException {
        Optional<IssuedBundle> newest = History.look(state.resolve(StateFolder.HISTORY), stream, new SystemDisk())
                .newest();
        if (newest.isEmpty()) {
            return new CacheNeeds(stream, 0, Map.of());
        }
        IssuedBundle bundle = newest.get();
        return new CacheNeeds(stream, bundle.statement().sequence(), bundle.isComplete() ? bundle.closure() : Map.of());
    }

    /** Where the cache of a stream is, if it is in its state folder. */
    public static Path cacheIn(Path state) {
        return StateFolder.cachePath(state);
    }
}
