package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json.JsonArray;
import dev.sallyport.oci.Json.JsonBoolean;
import dev.sallyport.oci.Json.JsonNull;
import dev.sallyport.oci.Json.JsonNumber;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.Json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed members out of a JSON object; a wrong type is an error that names the document and the member. A member that
 * is null counts as absent.
 */
public final class JsonReader {
    private final String what;
    private final JsonObject object;

    /** @param what what the object is, for messages */
    public JsonReader(String what, JsonObject object) {
        this.what = requireNonNull(what, "what is null");
        this.object = requireNonNull(object, "object is null");
    }

    /** What the object is, for messages. */
    public String what() {
        return what;
    }

    /** The object itself. */
    public JsonObject object() {
        return object;
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return member(name) != null;
    }

    /** A text member that must be there. */
    public String text(String name) throws MalformedJsonException {
        return optionalText(name).orElseThrow(() -> problem(name, "is missing"));
    }

    /** A text member. */
    public Optional<String> optionalText(String name) throws MalformedJsonException {
        Json value = member(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonText text) {
            return Optional.of(text.value());
        }
        throw problem(name, "is not text");
    }

    /** A whole number from 0 to 2^63-1 that must be there. */
    public long size(String name) throws MalformedJsonException {
        Json value = member(name);
        if (value == null) {
            throw problem(name, "is missing");
        }
        return size(name, value);
    }

    /** The whole numbers, 0 or more, of an array member; none if it is not there. */
    public List<Long> sizes(String name) throws MalformedJsonException {
        List<Long> sizes = new ArrayList<>();
        for (Json element : elements(name)) {
            sizes.add(size(name, element));
        }
        return sizes;
    }

    /** A truth value; false if it is not there. */
    public boolean flag(String name) throws MalformedJsonException {
        Json value = member(name);
        if (value == null) {
            return false;
        }
        if (value instanceof JsonBoolean bool) {
            return bool.value();
        }
        throw problem(name, "is not true or false");
    }

    /** An object member that must be there. */
    public JsonReader object(String name) throws MalformedJsonException {
        return optionalObject(name).orElseThrow(() -> problem(name, "is missing"));
    }

    /** An object member. */
    public Optional<JsonReader> optionalObject(String name) throws MalformedJsonException {
        Json value = member(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject child) {
            return Optional.of(new JsonReader(what + ", " + name, child));
        }
        throw problem(name, "is not an object");
    }

    /** The objects of an array member; none if it is not there. */
    public List<JsonReader> objects(String name) throws MalformedJsonException {
        List<JsonReader> objects = new ArrayList<>();
        for (Json element : elements(name)) {
            if (!(element instanceof JsonObject child)) {
                throw problem(name, "has an element that is not an object");
            }
            objects.add(new JsonReader(what + ", " + name, child));
        }
        return objects;
    }

    /** The texts of an array member; none if it is not there. */
    public List<String> texts(String name) throws MalformedJsonException {
        List<String> texts = new ArrayList<>();
        for (Json element : elements(name)) {
            if (!(element instanceof JsonText text)) {
                throw problem(name, "has an element that is not text");
            }
            texts.add(text.value());
        }
        return texts;
    }

    /** An object member whose members are all texts, in their order; empty if it is not there. */
    public Map<String, String> textMap(String name) throws MalformedJsonException {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<JsonReader> child = optionalObject(name);
        if (child.isPresent()) {
            for (String key : child.get().object.members().keySet()) {
                texts.put(key, child.get().optionalText(key).orElse(""));
            }
        }
        return texts;
    }

    /** An error that names the document and {@code name}. */
    public MalformedJsonException problem(String name, String why) {
        return new MalformedJsonException(what, "'" + Printable.shorten(name) + "' " + why);
    }

    private long size(String name, Json value) throws MalformedJsonException {
        if (value instanceof JsonNumber number && number.literal().matches("0|[1-9][0-9]{0,18}")) {
            try {
                return Long.parseLong(number.literal());
            } catch (NumberFormatException e) {
                throw problem(name, "is out of range");
            }
        }
        throw problem(name, "is not a whole number that is 0 or more");
    }

    private List<Json> elements(String name) throws MalformedJsonException {
        Json value = member(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array) {
            return array.elements();
        }
        throw problem(name, "is not an array");
    }

    private @Nullable Json member(String name) {
        Json value = object.members().get(name);
        return value instanceof JsonNull ? null : value;
    }
}
