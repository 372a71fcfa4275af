package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import java.time.Instant;

/**
 * A published bundle.
 *
 * @param publisher who signed it
 * @param created when the bundle was made
 * @param published when it became visible here
 * @param actor who published it
 * @param volumes in how many volumes it came
 * @param bytes of what those volumes carried
 * @param tags how many images it names, by tag or by digest alone
 * @param current whether it is what its stream shows
 */
public record Release(
        StreamName stream,
        long sequence,
        Digest statement,
        String publisher,
        Instant created,
        Instant published,
        String actor,
        int volumes,
        long bytes,
        long tags,
        boolean current) {
    public Release {
        requireNonNull(stream, "stream is null");
        requireNonNull(statement, "statement is null");
    }
}
