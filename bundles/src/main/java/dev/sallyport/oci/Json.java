package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value, immutable; objects keep the order of their members, so that what is written twice is the same twice.
 *
 * <p>Numbers keep their literal: no document can make a reader compute a huge one.
 */
public sealed interface Json {
    /** The one null. */
    Json NULL = new JsonNull();

    /** Members in the order they were read or put. */
    record JsonObject(Map<String, Json> members) implements Json {
        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /** Elements in order. */
    record JsonArray(List<Json> elements) implements Json {
        public JsonArray {
            elements = List.copyOf(elements);
        }
    }

    /** Text, as it reads once unescaped. */
    record JsonText(String value) implements Json {
        public JsonText {
            requireNonNull(value, "value is null");
        }
    }

    /** A number by its literal, such as {@code 42} or {@code 1e9}. */
    record JsonNumber(String literal) implements Json {
        public JsonNumber {
            requireNonNull(literal, "literal is null");
        }
    }

    /** True or false. */
    record JsonBoolean(boolean value) implements Json {}

    /** Null; {@link #NULL} is the instance to use. */
    record JsonNull() implements Json {}

    /** Text as a JSON value. */
    static Json of(String value) {
        return new JsonText(value);
    }

    /** A whole number as a JSON value. */
    static Json of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** A truth value as a JSON value. */
    static Json of(boolean value) {
        return new JsonBoolean(value);
    }
}
