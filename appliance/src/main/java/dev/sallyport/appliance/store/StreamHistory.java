package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream's past, as far as it was asked for.
 *
 * @param current the sequence that is shown; 0 for a stream of which nothing was published
 * @param highest the highest sequence ever published; 0 for none
 * @param latest when the newest published statement was created; null for none
 * @param statements the statements published at those sequences that were asked for
 */
public record StreamHistory(
        StreamName stream,
        long current,
        long highest,
        @Nullable Instant latest,
        Map<Long, Digest> statements) {
    public StreamHistory {
        requireNonNull(stream, "stream is null");
        statements = Map.copyOf(statements);
    }

    /** The statement published at {@code sequence}; empty if there is none, or it was not asked for. */
    public Optional<Digest> statementAt(long sequence) {
        return Optional.ofNullable(statements.get(sequence));
    }
}
