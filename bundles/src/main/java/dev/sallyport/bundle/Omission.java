package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Something of the closure that was left out on purpose.
 *
 * @param parent the manifest that points to it
 * @param child what was left out; annotations and URLs are not kept
 * @param reason why, for people
 */
public record Omission(Digest parent, Descriptor child, String reason) {
    /** What the encoded list is, in the statement. */
    public static final String MEDIA_TYPE = JsonLines.MEDIA_TYPE;

    /** The most bytes an encoded list may have. */
    public static final int MAX_SIZE = JsonLines.MAX_SIZE;

    public Omission {
        requireNonNull(parent, "parent is null");
        child = new Descriptor(
                child.mediaType(),
                child.digest(),
                child.size(),
                child.platform(),
                child.artifactType(),
                Map.of(),
                List.of());
        requireNonNull(reason, "reason is null");
    }

    /** Reads the lines of {@code omitted.jsonl}. */
    public static List<Omission> parseList(byte[] content) throws SallyportException {
        return JsonLines.parse("omitted.jsonl", content, Omission::read);
    }

    /** The list as {@code omitted.jsonl}, sorted: the same omissions are always the same bytes. */
    public static byte[] encodeList(Collection<Omission> omissions) {
        List<Omission> sorted = omissions.stream()
                .distinct()
                .sorted(Comparator.comparing(Omission::parent)
                        .thenComparing(omission -> omission.child().digest())
                        // An index may name one manifest for two platforms.
                        .thenComparing(omission -> JsonWriter.encodeToString(omission.toJson())))
                .toList();
        return JsonLines.encode(sorted, Omission::toJson);
    }

    private static Omission read(JsonReader json) throws MalformedJsonException {
        Digest parent = Digest.tryParse(json.text("parent")).orElseThrow(() -> json.problem("parent", "is no digest"));
        return new Omission(parent, Descriptor.read(json.object("child")), json.text("reason"));
    }

    private Json toJson() {
        return new JsonWriter()
                .put("parent", parent.toString())
                .put("child", child.toJson())
                .put("reason", reason)
                .toObject();
    }
}
