package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/** The blobs of a volume that the appliance does not hold. */
public record WantedEntries(List<Entry> entries) {
    public WantedEntries {
        entries = List.copyOf(entries);
    }

    /** One blob; {@code size} is in bytes. */
    public record Entry(Digest digest, long size) {
        public Entry {
            requireNonNull(digest, "digest is null");
        }
    }

    /** How many bytes they have in all. */
    public long bytes() {
        return entries.stream().mapToLong(Entry::size).sum();
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .putAll(
                        "entries",
                        entries,
                        entry -> new JsonWriter()
                                .put("digest", entry.digest().toString())
                                .put("size", entry.size())
                                .toObject())
                .toBytes();
    }

    /** Reads an answer. */
    public static WantedEntries read(JsonReader json) throws MalformedJsonException {
        List<Entry> entries = new ArrayList<>();
        for (JsonReader entry : json.objects("entries")) {
            Digest digest =
                    Digest.tryParse(entry.text("digest")).orElseThrow(() -> entry.problem("digest", "is no digest"));
            entries.add(new Entry(digest, entry.size("size")));
        }
        return new WantedEntries(entries);
    }
}
