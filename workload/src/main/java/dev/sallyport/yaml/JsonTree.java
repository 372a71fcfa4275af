package dev.sallyport.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the values of one JSON file. JSON is not read as YAML: parsers of the one stumble over tabs and long keys of the
 * other.
 */
final class JsonTree {
    private final String file;
    private final ValueCount count;
    private final RepeatedKeys repeatedKeys;

    JsonTree(String file, ValueCount count, RepeatedKeys repeatedKeys) {
        this.file = file;
        this.count = count;
        this.repeatedKeys = repeatedKeys;
    }

    List<Yaml> read(String text) throws MalformedDocumentException {
        List<Yaml> documents = new ArrayList<>();
        try (JsonParser parser = factory(text.length()).createParser(text)) {
            while (parser.nextToken() != null) {
                count.document(place(parser.currentTokenLocation()));
                documents.add(value(parser));
            }
        } catch (JsonProcessingException e) {
            throw new MalformedDocumentException(place(e.getLocation()), e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot fail to be read", e);
        }
        return documents;
    }

    private static JsonFactory factory(int length) {
        // Depth is counted by ValueCount, which names the place; this is only far enough not to be in its way.
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(10_000)
                        .maxNameLength(Math.max(length, 1))
                        .maxNumberLength(1000)
                        .maxStringLength(Math.max(length, 1))
                        .build())
                .build();
    }

    private Yaml value(JsonParser parser) throws IOException, MalformedDocumentException {
        Place place = place(parser.currentTokenLocation());
        JsonToken token = parser.currentToken();
        count.add(1, place);
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            count.enter(place);
            Yaml value = token == JsonToken.START_OBJECT ? map(parser, place) : list(parser, place);
            count.leave();
            return value;
        }
        return new YamlText(parser.getText(), token != JsonToken.VALUE_STRING, null, place);
    }

    private Yaml map(JsonParser parser, Place place) throws IOException, MalformedDocumentException {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Place at = place(parser.currentTokenLocation());
            String name = parser.currentName();
            count.add(1, at);
            parser.nextToken();
            if (entries.put(name, value(parser)) != null && repeatedKeys == RepeatedKeys.REFUSED) {
                throw new MalformedDocumentException(at, "'" + name + "' stands twice in one object");
            }
        }
        return new YamlMap(entries, null, place);
    }

    private Yaml list(JsonParser parser, Place place) throws IOException, MalformedDocumentException {
        List<Yaml> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new YamlList(items, null, place);
    }

    private Place place(JsonLocation location) {
        return new Place(file, Math.max(location.getLineNr(), 1), Math.max(location.getColumnNr(), 1));
    }
}
