package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;

/** A place in a stream's history: a sequence and the digest of the statement that was issued for it. */
public record Position(long sequence, Digest digest) {
    public Position {
        requireNonNull(digest, "digest is null");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence is below 1");
        }
    }

    static Position read(JsonReader json) throws MalformedJsonException {
        long sequence = json.size("sequence");
        if (sequence < 1) {
            throw json.problem("sequence", "is below 1");
        }
        String digest = json.text("digest");
        return new Position(
                sequence,
                Digest.tryParse(digest)
                        .orElseThrow(() -> json.problem("digest", "is no digest: " + Printable.shorten(digest))));
    }

    Json toJson() {
        return new JsonWriter()
                .put("sequence", sequence)
                .put("digest", digest.toString())
                .toObject();
    }
}
