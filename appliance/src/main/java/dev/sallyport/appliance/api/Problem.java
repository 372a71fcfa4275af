package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failure as an answer.
 *
 * @param status the HTTP status
 * @param detail what failed, for people
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
        int status, String code, Category category, String detail, String remedy, Map<String, String> facts) {
    public Problem {
        requireNonNull(code, "code is null");
        requireNonNull(category, "category is null");
        requireNonNull(detail, "detail is null");
        requireNonNull(remedy, "remedy is null");
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** The answer that reports {@code failure}. */
    public static Problem of(SallyportException failure) {
        return new Problem(
                failure.category().httpStatus(),
                failure.code(),
                failure.category(),
                failure.getMessage(),
                failure.remedy(),
                failure.facts());
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .put("type", "about:blank")
                .put("title", code)
                .put("status", status)
                .put("code", code)
                .put("category", category.name())
                .put("detail", detail)
                .put("remedy", remedy)
                .putTexts("facts", facts)
                .toBytes();
    }

    /** Reads an answer. */
    public static Problem read(JsonReader json) throws MalformedJsonException {
        Category category;
        try {
            category = Category.valueOf(json.text("category"));
        } catch (IllegalArgumentException e) {
            throw json.problem("category", "is none that is known");
        }
        return new Problem(
                (int) Math.min(json.size("status"), 999),
                json.text("code"),
                category,
                json.text("detail"),
                json.optionalText("remedy").orElse(""),
                json.textMap("facts"));
    }
}
