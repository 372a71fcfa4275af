package dev.sallyport.bundle;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that a bundle was made without on purpose: the document {@code omitted.jsonl}. The same omissions in any order are the same
 * bytes.
 *
 * @param content what manifests in the bundle point to
 * @param images what was asked for and could not be had
 */
public record Omitted(List<Omission> content, List<OmittedImage> images) {
    /** What the document is, in the statement. */
    public static final String MEDIA_TYPE = JsonLines.MEDIA_TYPE;

    /** The most bytes that the document may have. */
    public static final int MAX_SIZE = JsonLines.MAX_SIZE;

    /** Nothing was left out. */
    public static final Omitted NOTHING = new Omitted(List.of(), List.of());

    public Omitted {
        content = content.stream()
                .distinct()
                .sorted(Comparator.comparing(Omission::parent)
                        .thenComparing(omission -> omission.child().digest())
                        // An index may name one manifest for two platforms.
                        .thenComparing(omission -> JsonWriter.encodeToString(omission.toJson())))
                .toList();
        images = images.stream()
                .distinct()
                .sorted(Comparator.comparing(
                                (OmittedImage omitted) -> omitted.image().toString())
                        .thenComparing(OmittedImage::reason))
                .toList();
    }

    /** Reads {@code omitted.jsonl}; no bytes are no omissions. */
    public static Omitted parse(byte[] document) throws SallyportException {
        List<Omission> content = new ArrayList<>();
        List<OmittedImage> images = new ArrayList<>();
        JsonLines.parse(
                "omitted.jsonl",
                document,
                line -> line.optionalText("image").isPresent()
                        ? images.add(OmittedImage.read(line))
                        : content.add(Omission.read(line)));
        return new Omitted(content, images);
    }

    /** The document; empty if nothing was left out. */
    public byte[] encode() {
        List<Json> lines = new ArrayList<>();
        images.forEach(image -> lines.add(image.toJson()));
        content.forEach(omission -> lines.add(omission.toJson()));
        return JsonLines.encode(lines, line -> line);
    }

    public boolean isEmpty() {
        return content.isEmpty() && images.isEmpty();
    }
}
