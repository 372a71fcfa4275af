package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;

/**
 * One whole blob in a volume.
 *
 * @param digest the blob's digest; its path in the volume is made from it
 * @param size in bytes
 */
public record ListingEntry(Digest digest, long size) {
    /** The media type under which an entry's content is committed to a store, which does not know better. */
    public static final String MEDIA_TYPE = "application/octet-stream";

    public ListingEntry {
        requireNonNull(digest, "digest is null");
        if (size < 0) {
            throw new IllegalArgumentException("size is negative");
        }
    }

    /** The entry's name in the volume. */
    public String path() {
        return "blobs/" + digest.algorithm().prefix() + '/' + digest.hex();
    }

    static ListingEntry read(JsonReader json) throws MalformedJsonException {
        String text = json.text("digest");
        Digest digest = Digest.tryParse(text)
                .orElseThrow(() -> json.problem("digest", "is no digest: " + Printable.shorten(text)));
        ListingEntry entry = new ListingEntry(digest, json.size("size"));
        if (!json.text("path").equals(entry.path())) {
            throw json.problem("path", "is not that of " + digest);
        }
        return entry;
    }

    Json toJson() {
        return new JsonWriter()
                .put("path", path())
                .put("size", size)
                .put("digest", digest.toString())
                .toObject();
    }
}
