package dev.sallyport.agent.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads one page of a list of names, as {@code {"tags": ["a", "b"]}}, without holding more of it than the names. */
final class NamePage {
    private static final long LARGEST = 256L << 20;
    private static final int MOST_NAMES = 2_000_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(4096)
                    .maxNameLength(4096)
                    .maxNumberLength(64)
                    .maxDocumentLength(LARGEST)
                    .build())
            .build();

    private NamePage() {}

    /**
     * The names in the member {@code member} that {@code legal} lets pass: others cannot be asked for anyway. None if the member
     * is null, as empty repositories have it.
     *
     * @throws EOFException if the page ends before it should
     */
    static List<String> read(HttpAnswer answer, String member, Predicate<String> legal, String host, String object)
            throws IOException, RegistryProtocolException {
        List<String> names = new ArrayList<>();
        boolean found = false;
        try (InputStream body = answer.body();
                JsonParser json = JSON.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, host, object);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(member);
                json.nextToken();
                if (wanted) {
                    require(!found, host, object);
                    found = true;
                    readNames(json, legal, names, host, object);
                } else {
                    json.skipChildren();
                }
            }
            require(found && json.currentToken() == JsonToken.END_OBJECT, host, object);
            return names;
        } catch (StreamConstraintsException e) {
            throw new RegistryProtocolException(host, object, "it has more than anybody reads");
        } catch (JsonParseException e) {
            throw problem(host, object);
        }
    }

    private static void readNames(
            JsonParser json, Predicate<String> legal, List<String> names, String host, String object)
            throws IOException, RegistryProtocolException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(json.currentToken() == JsonToken.START_ARRAY, host, object);
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            String name = json.getText();
            if (legal.test(name)) {
                names.add(name);
            }
            if (names.size() > MOST_NAMES) {
                throw new RegistryProtocolException(host, object, "it has more than " + MOST_NAMES + " entries");
            }
        }
        require(json.currentToken() == JsonToken.END_ARRAY, host, object);
    }

    private static void require(boolean right, String host, String object) throws RegistryProtocolException {
        if (!right) {
            throw problem(host, object);
        }
    }

    private static RegistryProtocolException problem(String host, String object) {
        return new RegistryProtocolException(host, object, "it is no JSON of the expected shape");
    }
}
