package dev.sallyport.agent.mirror;

import com.google.re2j.Pattern;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonBoolean;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a JSON Schema document, in the keywords that are used here; any other keyword is refused, so that nothing is
 * published that is not checked. A scalar is text whose look decides whether it is a number or a truth value too.
 *
 * <p>{@code title} says what is expected, for messages. {@code oneOf} and {@code anyOf} hold {@code required} alone.
 *
 * @param never whether nothing is valid: the schema {@code false}
 * @param reference the schema that {@code $ref} names
 * @param otherProperties for properties that have no schema of their own; null for any
 * @see <a href="https://json-schema.org/draft/2020-12/json-schema-validation">validation keywords</a>
 */
record SchemaRule(
        boolean never,
        @Nullable String title,
        @Nullable SchemaRule reference,
        Set<String> types,
        List<String> choices,
        @Nullable Pattern pattern,
        @Nullable String format,
        long minLength,
        long maxLength,
        long minimum,
        long maximum,
        @Nullable SchemaRule items,
        long minItems,
        long maxItems,
        boolean uniqueItems,
        Map<String, SchemaRule> properties,
        @Nullable SchemaRule otherProperties,
        @Nullable SchemaRule propertyNames,
        long maxProperties,
        List<String> required,
        List<String> oneOf,
        List<String> anyOf,
        Map<String, List<String>> dependentRequired,
        Map<String, SchemaRule> dependentSchemas) {
    private static final Set<String> KEYWORDS = Set.of(
            "$schema",
            "$id",
            "$defs",
            "$ref",
            "title",
            "description",
            "type",
            "enum",
            "pattern",
            "format",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            "properties",
            "additionalProperties",
            "propertyNames",
            "maxProperties",
            "required",
            "oneOf",
            "anyOf",
            "dependentRequired",
            "dependentSchemas");
    private static final String DEFINITIONS = "#/$defs/";
    private static final int DEPTH = 16;

    SchemaRule {
        types = Set.copyOf(types);
        choices = List.copyOf(choices);
        // Messages name keys in the schema's order.
        properties = new LinkedHashMap<>(properties);
        required = List.copyOf(required);
        oneOf = List.copyOf(oneOf);
        anyOf = List.copyOf(anyOf);
        dependentRequired = new LinkedHashMap<>(dependentRequired);
        dependentSchemas = new LinkedHashMap<>(dependentSchemas);
    }

    /** What is expected, in words. */
    String expected() {
        if (title != null) {
            return title;
        }
        return reference == null ? "something else" : reference.expected();
    }

    /** Reads a whole schema document. */
    static SchemaRule compile(JsonReader document) throws MalformedJsonException {
        return compile(document.object(), document, 0);
    }

    private static SchemaRule compile(Json schema, JsonReader document, int depth) throws MalformedJsonException {
        if (depth > DEPTH) {
            throw document.problem("$ref", "goes in circles");
        }
        if (schema instanceof JsonBoolean all) {
            return compile(new JsonReader(document.what(), new JsonObject(Map.of())), !all.value(), document, depth);
        }
        if (schema instanceof JsonObject object) {
            return compile(new JsonReader(document.what(), object), false, document, depth);
        }
        throw document.problem("$defs", "holds something that is no schema");
    }

    private static SchemaRule compile(JsonReader schema, boolean never, JsonReader document, int depth)
            throws MalformedJsonException {
        for (String keyword : schema.object().members().keySet()) {
            if (!KEYWORDS.contains(keyword)) {
                throw schema.problem(keyword, "is a keyword that is not checked");
            }
        }
        String pattern = schema.optionalText("pattern").orElse(null);
        String format = schema.optionalText("format").orElse(null);
        if (format != null && !SchemaFormats.isKnown(format)) {
            throw schema.problem("format", "is not known: " + format);
        }
        return new SchemaRule(
                never,
                schema.optionalText("title").orElse(null),
                reference(schema, document, depth),
                Set.copyOf(oneOrMore(schema, "type")),
                schema.texts("enum"),
                pattern == null ? null : Pattern.compile(pattern),
                format,
                number(schema, "minLength", 0),
                number(schema, "maxLength", Long.MAX_VALUE),
                number(schema, "minimum", Long.MIN_VALUE),
                number(schema, "maximum", Long.MAX_VALUE),
                child(schema, "items", document, depth),
                number(schema, "minItems", 0),
                number(schema, "maxItems", Long.MAX_VALUE),
                schema.flag("uniqueItems"),
                children(schema, "properties", document, depth),
                child(schema, "additionalProperties", document, depth),
                child(schema, "propertyNames", document, depth),
                number(schema, "maxProperties", Long.MAX_VALUE),
                schema.texts("required"),
                requirements(schema, "oneOf"),
                requirements(schema, "anyOf"),
                lists(schema, "dependentRequired"),
                children(schema, "dependentSchemas", document, depth));
    }

    private static @Nullable SchemaRule reference(JsonReader schema, JsonReader document, int depth)
            throws MalformedJsonException {
        if (!schema.has("$ref")) {
            return null;
        }
        String name = schema.text("$ref");
        Json definition = name.startsWith(DEFINITIONS)
                ? document.object("$defs").object().members().get(name.substring(DEFINITIONS.length()))
                : null;
        if (definition == null) {
            throw schema.problem("$ref", "names no definition: " + name);
        }
        return compile(definition, document, depth + 1);
    }

    private static @Nullable SchemaRule child(JsonReader schema, String keyword, JsonReader document, int depth)
            throws MalformedJsonException {
        Json value = schema.object().members().get(keyword);
        return value == null ? null : compile(value, document, depth + 1);
    }

    private static Map<String, SchemaRule> children(JsonReader schema, String keyword, JsonReader document, int depth)
            throws MalformedJsonException {
        Map<String, SchemaRule> rules = new LinkedHashMap<>();
        if (schema.has(keyword)) {
            for (Map.Entry<String, Json> member :
                    schema.object(keyword).object().members().entrySet()) {
                rules.put(member.getKey(), compile(member.getValue(), document, depth + 1));
            }
        }
        return rules;
    }

    private static List<String> oneOrMore(JsonReader schema, String keyword) throws MalformedJsonException {
        Json value = schema.object().members().get(keyword);
        return value instanceof Json.JsonText text ? List.of(text.value()) : schema.texts(keyword);
    }

    private static long number(JsonReader schema, String keyword, long otherwise) throws MalformedJsonException {
        return schema.has(keyword) ? schema.size(keyword) : otherwise;
    }

    private static List<String> requirements(JsonReader schema, String keyword) throws MalformedJsonException {
        List<String> names = new ArrayList<>();
        for (JsonReader alternative : schema.objects(keyword)) {
            List<String> required = alternative.texts("required");
            if (alternative.object().members().size() != 1 || required.size() != 1) {
                throw schema.problem(keyword, "holds more than one required property");
            }
            names.addAll(required);
        }
        return names;
    }

    private static Map<String, List<String>> lists(JsonReader schema, String keyword) throws MalformedJsonException {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        if (schema.has(keyword)) {
            JsonReader object = schema.object(keyword);
            for (String name : object.object().members().keySet()) {
                lists.put(name, object.texts(name));
            }
        }
        return lists;
    }
}
