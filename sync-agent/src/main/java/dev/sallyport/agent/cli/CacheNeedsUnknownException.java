package dev.sallyport.agent.cli;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A cache that cannot be pruned, since it is not known what its stream needs. */
final class CacheNeedsUnknownException extends SallyportException {
    private static final long serialVersionUID = 1L;

    CacheNeedsUnknownException(StreamName stream, long sequence) {
        super(
                "cache-needs-unknown",
                Category.REFUSED,
                "What sequence " + sequence + " of " + stream
                        + " needs is not known: its history was rebuilt from some of its volumes",
                "Give the other volumes to sync-agent history import, or drop everything with --all.",
                Map.of("stream", stream.value(), "sequence", Long.toString(sequence)));
    }
}
