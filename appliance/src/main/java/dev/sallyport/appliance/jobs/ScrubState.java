package dev.sallyport.appliance.jobs;

import dev.sallyport.content.StoredAmount;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the reading of all blobs is, and what it found.
 *
 * @param after the last blob that was read in this round; null before the first
 * @param begun when this round began; null before the first
 * @param ended when the last whole round ended; null before that
 * @param read what was read in this round
 * @param damaged what was found, the newest first
 */
public record ScrubState(
        @Nullable Digest after,
        @Nullable Instant begun,
        @Nullable Instant ended,
        StoredAmount read,
        List<DamagedBlob> damaged) {
    /** Nothing was read yet. */
    public static final ScrubState START = new ScrubState(null, null, null, StoredAmount.NONE, List.of());

    static final int MOST_DAMAGED = 1000;

    public ScrubState {
        damaged = damaged.stream().limit(MOST_DAMAGED).toList();
    }

    /** What is damaged and was not healed. */
    public List<DamagedBlob> open() {
        return damaged.stream().filter(blob -> blob.healed() == null).toList();
    }

    ScrubState begin(Instant now) {
        return new ScrubState(null, now, ended, StoredAmount.NONE, damaged);
    }

    ScrubState end(Instant now) {
        return new ScrubState(null, null, now, read, damaged);
    }

    ScrubState readBlob(Digest digest, long size) {
        return new ScrubState(digest, begun, ended, read.plusFile(size), damaged);
    }

    ScrubState damaged(List<DamagedBlob> now) {
        return new ScrubState(after, begun, ended, read, now);
    }

    byte[] encode() {
        return new JsonWriter()
                .putIfPresent("after", after == null ? null : after.toString())
                .putIfPresent("begun", begun == null ? null : begun.toString())
                .putIfPresent("ended", ended == null ? null : ended.toString())
                .put("blobs", read.files())
                .put("bytes", read.bytes())
                .putAll("damaged", damaged, DamagedBlob::toJson)
                .toBytes();
    }

    static ScrubState read(JsonReader json) throws MalformedJsonException, MalformedValueException {
        List<DamagedBlob> damaged = new ArrayList<>();
        for (JsonReader blob : json.objects("damaged")) {
            damaged.add(DamagedBlob.read(blob));
        }
        Optional<String> after = json.optionalText("after");
        try {
            return new ScrubState(
                    after.isPresent() ? Digest.parse(after.get()) : null,
                    json.optionalText("begun").map(Instant::parse).orElse(null),
                    json.optionalText("ended").map(Instant::parse).orElse(null),
                    new StoredAmount(json.size("blobs"), json.size("bytes")),
                    damaged);
        } catch (DateTimeException e) {
            throw json.problem("begun", "is no time");
        }
    }
}
