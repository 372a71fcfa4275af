package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A blob that a bundle needs and does not carry, because the far side is taken to hold it: every statement from the bundle's base
 * to the one before it needed it too.
 *
 * @param size in bytes
 */
public record Prerequisite(Digest digest, long size) {
    /** What the encoded list is, in the statement. */
    public static final String MEDIA_TYPE = JsonLines.MEDIA_TYPE;

    /** The most bytes an encoded list may have. */
    public static final int MAX_SIZE = JsonLines.MAX_SIZE;

    public Prerequisite {
        requireNonNull(digest, "digest is null");
        if (size < 0) {
            throw new IllegalArgumentException("size is negative");
        }
    }

    /** Reads the lines of {@code prerequisites.jsonl}; no bytes are none. */
    public static List<Prerequisite> parseList(byte[] document) throws SallyportException {
        List<Prerequisite> list = JsonLines.parse("prerequisites.jsonl", document, Prerequisite::read);
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i - 1).digest().compareTo(list.get(i).digest()) >= 0) {
                throw new MalformedJsonException(
                        "prerequisites.jsonl, line " + (i + 1),
                        "it is not in the order of digests, or one is there twice");
            }
        }
        return list;
    }

    /** The list as {@code prerequisites.jsonl}, sorted by digest, each once; empty for none. */
    public static byte[] encodeList(Collection<Prerequisite> prerequisites) {
        List<Prerequisite> sorted = prerequisites.stream()
                .distinct()
                .sorted(Comparator.comparing(Prerequisite::digest))
                .toList();
        return JsonLines.encode(sorted, Prerequisite::toJson);
    }

    private static Prerequisite read(JsonReader json) throws MalformedJsonException {
        String text = json.text("digest");
        Digest digest = Digest.tryParse(text).orElseThrow(() -> json.problem("digest", "is no digest"));
        return new Prerequisite(digest, json.size("size"));
    }

    private Json toJson() {
        return new JsonWriter()
                .put("digest", digest.toString())
                .put("size", size)
                .toObject();
    }
}
