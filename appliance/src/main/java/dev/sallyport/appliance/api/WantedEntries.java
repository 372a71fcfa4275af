package dev.sallyport.appliance.api;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of a volume's blobs the appliance does not hold.
 *
 * @param entries how many blobs the whole volume has
 */
public record WantedEntries(int entries, List<Digest> wanted) {
    public WantedEntries {
        wanted = List.copyOf(wanted);
    }

    /** Whether nothing can be left out. */
    public boolean isWholeVolume() {
        return wanted.size() == entries;
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .put("entries", entries)
                .putAll("wanted", wanted, digest -> Json.of(digest.toString()))
                .toBytes();
    }

    /** Reads an answer. */
    public static WantedEntries read(JsonReader json) throws MalformedJsonException {
        Set<Digest> wanted = new HashSet<>();
        for (String text : json.texts("wanted")) {
            wanted.add(Digest.tryParse(text)
                    .orElseThrow(() -> json.problem("wanted", "has an element that is no digest")));
        }
        return new WantedEntries((int) json.size("entries"), List.copyOf(wanted));
    }
}
