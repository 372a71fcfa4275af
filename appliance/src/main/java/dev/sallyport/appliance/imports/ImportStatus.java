package dev.sallyport.appliance.imports;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is known of an import at this moment.
 *
 * @param id the digest of its statement
 * @param created when the bundle was made
 * @param publisher who signed it
 * @param stagedVolumes how many of its volumes are here whole
 * @param totalVolumes how many it has
 * @param missingVolumes the numbers of those that are not here whole
 * @param heldBytes how much of the content of its volumes is here, as far as their listings are
 * @param totalBytes how much content its volumes have
 * @param code why it waits or is refused, for programs; empty if it does neither
 * @param reason why it waits, is refused or needed nothing, for people; empty otherwise
 * @param remedy what to do about it; empty if there is nothing to do
 * @param facts of the reason, by name
 */
public record ImportStatus(
        Digest id,
        StreamName stream,
        long sequence,
        Instant created,
        String publisher,
        ImportState state,
        int stagedVolumes,
        int totalVolumes,
        List<Integer> missingVolumes,
        long heldBytes,
        long totalBytes,
        String code,
        String reason,
        String remedy,
        Map<String, String> facts) {
    public ImportStatus {
        requireNonNull(id, "id is null");
        requireNonNull(stream, "stream is null");
        requireNonNull(created, "created is null");
        requireNonNull(publisher, "publisher is null");
        requireNonNull(state, "state is null");
        missingVolumes = List.copyOf(missingVolumes);
        requireNonNull(code, "code is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(remedy, "remedy is null");
        facts = Map.copyOf(facts);
    }

    ImportStatus withReason(String other) {
        return new ImportStatus(
                id,
                stream,
                sequence,
                created,
                publisher,
                state,
                stagedVolumes,
                totalVolumes,
                missingVolumes,
                heldBytes,
                totalBytes,
                code,
                other,
                remedy,
                facts);
    }
}
