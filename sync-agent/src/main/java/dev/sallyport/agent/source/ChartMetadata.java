package dev.sallyport.agent.source;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a Chart.yaml says, as Helm writes it into a registry: the members it knows, in its order, without those that are empty.
 *
 * @see <a href="https://helm.sh/docs/topics/charts/#the-chartyaml-file">Chart.yaml</a>
 */
final class ChartMetadata {
    private static final YamlLimits LIMITS = new YamlLimits(5 << 20, 50, 100_000, 1);
    private static final String NAME = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
    private static final String VERSION =
            "v?[0-9]{1,18}(?:\\.[0-9]{1,18}){0,2}(?:-[0-9A-Za-z.-]{1,60})?(?:\\+[0-9A-Za-z.-]{1,60})?";
    private static final String ANNOTATION = "org.opencontainers.image.";

    private final ChartFields fields;
    private final String name;
    private final String version;
    private final byte[] config;

    private ChartMetadata(ChartFields fields) throws MalformedDocumentException {
        this.fields = fields;
        this.name = fields.required("name", NAME, "a name in lower case");
        this.version = fields.required("version", VERSION, "a semantic version");
        fields.required("apiVersion", "v[0-9]{1,9}", "v1 or v2");
        this.config = goEscapes(JsonWriter.encodeToString(toJson()));
    }

    /** @param file what messages are to call it */
    static ChartMetadata read(String file, byte[] content) throws MalformedDocumentException {
        List<Yaml> documents = new YamlReader(LIMITS, RepeatedKeys.REFUSED).read(file, content);
        return new ChartMetadata(ChartFields.of(file, documents));
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    /** The config of the chart's artifact. */
    byte[] config() {
        return config.clone();
    }

    private Json toJson() throws MalformedDocumentException {
        JsonWriter json = new JsonWriter();
        fields.put(json, "name");
        fields.put(json, "home");
        fields.putTexts(json, "sources");
        fields.put(json, "version");
        fields.put(json, "description");
        fields.putTexts(json, "keywords");
        putAll(json, "maintainers", maintainers());
        fields.put(json, "icon");
        fields.put(json, "apiVersion");
        fields.put(json, "condition");
        fields.put(json, "tags");
        fields.put(json, "appVersion");
        fields.putFlag(json, "deprecated");
        json.putTexts("annotations", fields.textMap("annotations"));
        fields.put(json, "kubeVersion");
        putAll(json, "dependencies", dependencies());
        fields.put(json, "type");
        return json.toObject();
    }

    private static void putAll(JsonWriter json, String name, List<Json> elements) {
        if (!elements.isEmpty()) {
            json.putAll(name, elements, element -> element);
        }
    }

    private List<Json> maintainers() throws MalformedDocumentException {
        List<Json> maintainers = new ArrayList<>();
        for (ChartFields maintainer : fields.maps("maintainers")) {
            JsonWriter json = new JsonWriter();
            maintainer.put(json, "name");
            maintainer.put(json, "email");
            maintainer.put(json, "url");
            maintainers.add(json.toObject());
        }
        return maintainers;
    }

    private List<Json> dependencies() throws MalformedDocumentException {
        List<Json> dependencies = new ArrayList<>();
        for (ChartFields dependency : fields.maps("dependencies")) {
            JsonWriter json = new JsonWriter().put("name", dependency.text("name"));
            dependency.put(json, "version");
            json.put("repository", dependency.text("repository"));
            dependency.put(json, "condition");
            dependency.putTexts(json, "tags");
            dependency.putFlag(json, "enabled");
            dependency.putAny(json, "import-values");
            dependency.putAny(json, "export-values");
            dependency.put(json, "alias");
            dependencies.add(json.toObject());
        }
        return dependencies;
    }

    /** What Helm says of a chart in its manifest, save the time; the chart's own annotations win over all but name and version. */
    Map<String, String> annotations() {
        try {
            Map<String, String> annotations = new TreeMap<>();
            put(annotations, "description", fields.text("description"));
            put(annotations, "url", fields.text("home"));
            List<String> sources = fields.texts("sources");
            put(annotations, "source", sources.isEmpty() ? "" : sources.get(0));
            put(annotations, "authors", authors());
            annotations.putAll(fields.textMap("annotations"));
            put(annotations, "title", name);
            put(annotations, "version", version);
            return annotations;
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("Read once already", e);
        }
    }

    private static void put(Map<String, String> annotations, String key, String value) {
        if (!value.isBlank()) {
            annotations.put(ANNOTATION + key, value);
        }
    }

    private String authors() throws MalformedDocumentException {
        List<String> authors = new ArrayList<>();
        for (ChartFields maintainer : fields.maps("maintainers")) {
            String email = maintainer.text("email");
            authors.add(maintainer.text("name") + (email.isEmpty() ? "" : " (" + email + ")"));
        }
        return String.join(", ", authors);
    }

    // Go writes these as escapes, so that the config has the digest that Helm gives it.
    private static byte[] goEscapes(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029")
                .getBytes(StandardCharsets.UTF_8);
    }
}
