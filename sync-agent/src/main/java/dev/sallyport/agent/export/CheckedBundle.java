package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A bundle of which good volumes were found.
 *
 * @param verified its statement; without signers if it was read without asking who signed it
 * @param volumes the good volumes by number, each where it was found first
 */
public record CheckedBundle(VerifiedStatement verified, BundleDocuments documents, Map<Integer, Path> volumes) {
    public CheckedBundle {
        requireNonNull(verified, "verified is null");
        requireNonNull(documents, "documents is null");
        volumes = Collections.unmodifiableMap(new TreeMap<>(volumes));
    }

    /** The numbers of the volumes that were not found, or not good. */
    public List<Integer> missing() {
        return IntStream.rangeClosed(1, verified.statement().volumes().size())
                .filter(number -> !volumes.containsKey(number))
                .boxed()
                .toList();
    }

    /** What the bundle does not carry, since the far side is taken to hold it: not missing. */
    public List<Prerequisite> prerequisites() throws SallyportException {
        return documents.prerequisiteList();
    }
}
