package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tag came to name something else, in one stream or among what people pushed.
 *
 * @param actor who published the release or pushed
 * @param stream whose tag it is; null for a local one
 * @param number the release's sequence; of a local tag, the journal record's number
 * @param publisher who signed the release; empty for a local tag
 * @param before what it named there before; null for nothing that is known
 * @param after what it named from then on; null if it went
 * @param shown whether that is what it names there now, which rolling back changes
 */
public record TagEvent(
        Instant time,
        String actor,
        @Nullable StreamName stream,
        long number,
        String publisher,
        @Nullable Digest before,
        @Nullable Digest after,
        boolean shown) {
    public TagEvent {
        requireNonNull(time, "time is null");
        requireNonNull(actor, "actor is null");
        requireNonNull(publisher, "publisher is null");
    }

    /** Where in the history it stands. */
    public Position position() {
        return new Position(time, stream == null ? "" : stream.value(), number);
    }

    /**
     * A place in the history of a tag, which goes from the newest to the oldest.
     *
     * @param stream empty for a local tag
     */
    public record Position(Instant time, String stream, long number) implements Comparable<Position> {
        public Position {
            requireNonNull(time, "time is null");
            requireNonNull(stream, "stream is null");
        }

        /** The older one is the smaller. */
        @Override
        public int compareTo(Position other) {
            int byTime = time.compareTo(other.time);
            int byStream = byTime != 0 ? byTime : stream.compareTo(other.stream);
            return byStream != 0 ? byStream : Long.compare(number, other.number);
        }
    }
}
