package dev.sallyport.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sallyport.oci.Json.JsonArray;
import dev.sallyport.oci.Json.JsonNumber;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.Json.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON from outside: one value, valid UTF-8, no halves of characters, no duplicate members, and nothing over a limit.
 *
 * <p>Limits are checked before anything is built from the part that would break them. Depth is at most
 * {@value #DEPTH}, a number's literal at most {@value #NUMBER_LENGTH} characters, and a document has at most one token
 * for every eight bytes plus {@value #SPARE_TOKENS}, so that no small document grows into a large tree.
 */
public final class StrictJson {
    /** How deep objects and arrays may nest. */
    public static final int DEPTH = 32;

    private static final int NUMBER_LENGTH = 32;
    private static final int NAME_LENGTH = 4096;
    private static final int SPARE_TOKENS = 10_000;

    private StrictJson() {}

    /**
     * Reads the one value that {@code content} holds.
     *
     * @param what what the document is, for messages
     * @param limit the most bytes it may have
     */
    public static Json parse(String what, byte[] content, int limit) throws MalformedJsonException {
        if (content.length > limit) {
            throw new MalformedJsonException(
                    what, "it has " + content.length + " bytes, more than the " + limit + " allowed");
        }
        try (JsonParser parser = factory(content.length).createParser(decode(what, content))) {
            parser.nextToken();
            Json value = read(what, parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(what, "something follows the end of its value");
            }
            return value;
        } catch (IOException e) {
            throw new MalformedJsonException(what, Printable.shorten(firstLine(e)));
        }
    }

    /** As {@link #parse}, for a document that must be an object. */
    public static JsonReader parseObject(String what, byte[] content, int limit) throws MalformedJsonException {
        if (parse(what, content, limit) instanceof JsonObject object) {
            return new JsonReader(what, object);
        }
        throw new MalformedJsonException(what, "it is not an object");
    }

    private static JsonFactory factory(int length) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxNumberLength(NUMBER_LENGTH)
                        .maxNameLength(NAME_LENGTH)
                        .maxStringLength(Math.max(length, 1))
                        .maxTokenCount(length / 8 + SPARE_TOKENS)
                        .build())
                .build();
    }

    private static String decode(String what, byte[] content) throws MalformedJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException(what, "it is not valid UTF-8");
        }
    }

    private static Json read(String what, JsonParser parser) throws IOException, MalformedJsonException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new MalformedJsonException(what, "it is empty");
        }
        return switch (token) {
            case START_OBJECT -> readObject(what, parser);
            case START_ARRAY -> readArray(what, parser);
            case VALUE_STRING -> new JsonText(wellFormed(what, parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_TRUE -> Json.of(true);
            case VALUE_FALSE -> Json.of(false);
            case VALUE_NULL -> Json.NULL;
            default -> throw new MalformedJsonException(what, "unexpected " + token);
        };
    }

    private static Json readObject(String what, JsonParser parser) throws IOException, MalformedJsonException {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = wellFormed(what, parser.currentName());
            parser.nextToken();
            members.put(name, read(what, parser));
        }
        return new JsonObject(members);
    }

    private static Json readArray(String what, JsonParser parser) throws IOException, MalformedJsonException {
        List<Json> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(what, parser));
        }
        return new JsonArray(elements);
    }

    // An escape can say half of a character, which UTF-8 cannot: such text could be read and never be written again.
    // Only newer
    // parsers see to that, and only in names.
    private static String wellFormed(String what, String text) throws MalformedJsonException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new MalformedJsonException(what, "it has text that is not valid Unicode");
                }
                i++;
            }
        }
        return text;
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
