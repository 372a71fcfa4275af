package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.signature.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to save.
 *
 * @param keys who signs: one or more, each once; their order does not matter
 * @param volumeSize the most bytes of a volume; null for as large as the medium takes
 * @param volumes the numbers of the volumes to write; empty for all
 * @param prune whether to drop roots of earlier sequences that are not asked for again
 * @param expires how long after its creation nobody publishes the bundle any more; null for never
 * @param created what to write as the time of creation; null for now
 * @param creator the program and its version
 * @param jobs how many downloads at once
 */
public record SaveOptions(
        StreamName stream,
        List<SigningKey> keys,
        Path state,
        Path output,
        @Nullable Long volumeSize,
        Set<Integer> volumes,
        boolean prune,
        @Nullable Duration expires,
        @Nullable Instant created,
        String creator,
        int jobs) {
    public SaveOptions {
        requireNonNull(stream, "stream is null");
        keys = keys.stream()
                .sorted(Comparator.comparing(key -> key.verificationKey().id()))
                .toList();
        if (keys.isEmpty()
                || keys.stream().map(SigningKey::verificationKey).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("No key, or one twice");
        }
        requireNonNull(state, "state is null");
        requireNonNull(output, "output is null");
        volumes = Set.copyOf(volumes);
        requireNonNull(creator, "creator is null");
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs is below 1");
        }
    }
}
