package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * What a statement says of one volume.
 *
 * @param listing the descriptor of the volume's listing
 * @param entries how many entries the listing has
 * @param bytes the sum of their stored sizes
 */
public record VolumeSummary(Descriptor listing, long entries, long bytes) {
    public VolumeSummary {
        requireNonNull(listing, "listing is null");
        if (entries < 0 || bytes < 0) {
            throw new IllegalArgumentException("entries or bytes is negative");
        }
    }

    static VolumeSummary read(JsonReader json) throws MalformedJsonException {
        return new VolumeSummary(Descriptor.read(json.object("listing")), json.size("entries"), json.size("bytes"));
    }

    Json toJson() {
        return new JsonWriter()
                .put("listing", listing.toJson())
                .put("entries", entries)
                .put("bytes", bytes)
                .toObject();
    }
}
