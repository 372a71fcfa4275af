package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonArray;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaTest {
    private static final Path PUBLISHED = Path.of("../docs", Schema.NAME);

    private static byte[] packaged() throws Exception {
        try (InputStream in = Schema.class.getResourceAsStream(Schema.NAME)) {
            return in.readAllBytes();
        }
    }

    @Test
    void theSchemaThatIsPublishedIsTheOneThatIsUsed() throws Exception {
        assertThat(PUBLISHED).hasBinaryContent(packaged());
        assertThat(Schema.ofMirrorFile()).isNotNull();
    }

    @Test
    void everythingThatCanBeWrittenIsDescribed() throws Exception {
        JsonObject schema = (JsonObject) StrictJson.parse("schema", Files.readAllBytes(PUBLISHED), 1 << 20);
        JsonObject properties = (JsonObject) schema.members().get("properties");
        properties
                .members()
                .forEach((name, property) ->
                        assertThat(((JsonObject) property).members()).as(name).containsKey("description"));
    }

    @Test
    void noDefinitionIsLeftOver() throws Exception {
        JsonObject schema = (JsonObject) StrictJson.parse("schema", packaged(), 1 << 20);
        Set<String> used = new HashSet<>();
        collectReferences(schema, used);

        assertThat(((JsonObject) schema.members().get("$defs")).members().keySet())
                .allSatisfy(name -> assertThat(used).contains("#/$defs/" + name));
    }

    private static void collectReferences(Json json, Set<String> used) {
        if (json instanceof JsonObject object) {
            if (object.members().get("$ref") instanceof Json.JsonText text) {
                used.add(text.value());
            }
            object.members().values().forEach(value -> collectReferences(value, used));
        } else if (json instanceof JsonArray array) {
            array.elements().forEach(value -> collectReferences(value, used));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"if\":{}}",
                "{\"properties\":{\"a\":{\"not\":{}}}}",
                "{\"items\":{\"multipleOf\":2}}",
                "{\"$defs\":{\"a\":{\"contains\":{}}},\"$ref\":\"#/$defs/a\"}",
                "{\"format\":\"email\"}",
                "{\"oneOf\":[{\"type\":\"string\"}]}",
                "{\"$ref\":\"https://elsewhere.example/schema\"}",
                "{\"$ref\":\"#/$defs/missing\",\"$defs\":{}}",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}"
            })
    void aSchemaThatSaysMoreThanIsCheckedIsRefused(String schema) {
        assertThatThrownBy(() -> Schema.of(schema.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
    }
}
