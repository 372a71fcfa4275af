package dev.sallyport.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sallyport.oci.Json.JsonArray;
import dev.sallyport.oci.Json.JsonBoolean;
import dev.sallyport.oci.Json.JsonNull;
import dev.sallyport.oci.Json.JsonNumber;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.Json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a JSON object member by member and encodes values as compact UTF-8: no white space, members in the order they were
 * put. The same value is always the same bytes.
 */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Json> members = new LinkedHashMap<>();

    /** Adds a member of any kind. */
    public JsonWriter put(String name, Json value) {
        if (members.put(name, value) != null) {
            throw new IllegalArgumentException("Member put twice: " + name);
        }
        return this;
    }

    /** Adds text. */
    public JsonWriter put(String name, String value) {
        return put(name, Json.of(value));
    }

    /** Adds text if there is any; leaves the member out otherwise. */
    public JsonWriter putIfPresent(String name, @Nullable String value) {
        return value == null ? this : put(name, value);
    }

    /** Adds a whole number. */
    public JsonWriter put(String name, long value) {
        return put(name, Json.of(value));
    }

    /** Adds a truth value. */
    public JsonWriter put(String name, boolean value) {
        return put(name, Json.of(value));
    }

    /** Adds an array with one element for each item. */
    public <T> JsonWriter putAll(String name, Collection<T> items, Function<? super T, Json> encode) {
        return put(name, new JsonArray(items.stream().<Json>map(encode).toList()));
    }

    /** Adds an object of texts; leaves the member out if there are none. */
    public JsonWriter putTexts(String name, Map<String, String> texts) {
        if (texts.isEmpty()) {
            return this;
        }
        Map<String, Json> values = new LinkedHashMap<>();
        texts.forEach((key, value) -> values.put(key, Json.of(value)));
        return put(name, new JsonObject(values));
    }

    /** The object built so far. */
    public JsonObject toObject() {
        return new JsonObject(members);
    }

    /** The object built so far, encoded. */
    public byte[] toBytes() {
        return encode(toObject());
    }

    /** {@code value} as compact UTF-8. */
    public static byte[] encode(Json value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /** {@code value} as compact text. */
    public static String encodeToString(Json value) {
        return new String(encode(value), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator generator, Json value) throws IOException {
        if (value instanceof JsonObject object) {
            generator.writeStartObject();
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                generator.writeFieldName(member.getKey());
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof JsonArray array) {
            generator.writeStartArray();
            for (Json element : array.elements()) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof JsonText text) {
            generator.writeString(text.value());
        } else if (value instanceof JsonNumber number) {
            generator.writeNumber(number.literal());
        } else if (value instanceof JsonBoolean bool) {
            generator.writeBoolean(bool.value());
        } else if (value instanceof JsonNull) {
            generator.writeNull();
        }
    }
}
