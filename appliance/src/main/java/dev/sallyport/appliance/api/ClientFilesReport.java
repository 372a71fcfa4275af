package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that configure a client.
 *
 * @param registries the registries that the client asks the appliance for once it has them
 */
public record ClientFilesReport(String client, String host, List<String> registries, List<File> files) {
    public ClientFilesReport {
        registries = List.copyOf(registries);
        files = List.copyOf(files);
    }

    /** One file; {@code path} is relative to where it is unpacked. */
    public record File(String path, String content) {
        public File {
            requireNonNull(path, "path is null");
            requireNonNull(content, "content is null");
        }
    }

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("client", client)
                .put("host", host)
                .putAll("registries", registries, Json::of)
                .putAll(
                        "files",
                        files,
                        file -> new JsonWriter()
                                .put("path", file.path())
                                .put("content", file.content())
                                .toObject())
                .toObject();
    }

    /** Reads an answer. */
    public static ClientFilesReport read(JsonReader json) throws MalformedJsonException {
        List<File> files = new ArrayList<>();
        for (JsonReader file : json.objects("files")) {
            files.add(new File(file.text("path"), file.text("content")));
        }
        return new ClientFilesReport(json.text("client"), json.text("host"), json.texts("registries"), files);
    }
}
