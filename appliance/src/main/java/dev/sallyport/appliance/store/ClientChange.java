package dev.sallyport.appliance.store;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;

/** Changes of what clients were told. */
sealed interface ClientChange extends Change {
    String FAMILY = "clients";

    static ClientChange read(String action, JsonReader facts) throws MalformedJsonException {
        return switch (action) {
            case FilesHandedOut.ACTION -> FilesHandedOut.read(facts);
            default -> throw Change.unknown(action);
        };
    }

    /** Somebody was given the files with which clients of a kind ask for these registries at this address, and for no others. */
    record FilesHandedOut(String client, String host, List<String> registries) implements ClientChange {
        static final String ACTION = "clients.files";

        public FilesHandedOut {
            registries = List.copyOf(registries);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return client + " at " + host;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("client", client)
                    .put("host", host)
                    .putAll("registries", registries, Json::of)
                    .toObject();
        }

        static FilesHandedOut read(JsonReader facts) throws MalformedJsonException {
            return new FilesHandedOut(facts.text("client"), facts.text("host"), facts.texts("registries"));
        }
    }
}
