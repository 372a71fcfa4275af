package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.RepositoryPattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of whose signatures count. */
sealed interface TrustChange extends Change {
    String FAMILY = "trust";

    static TrustChange read(String action, JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case TrustAdded.ACTION -> TrustAdded.read(facts);
            case TrustRevoked.ACTION -> TrustRevoked.read(facts);
            default -> throw Change.unknown(action);
        };
    }

    /**
     * A key is trusted for a stream.
     *
     * @param aliases which aliases its releases may make; null for none
     * @param threshold how many keys must sign the stream from now on
     */
    record TrustAdded(
            KeyId key,
            String publisher,
            StreamName stream,
            @Nullable RepositoryPattern repositories,
            @Nullable RepositoryPattern aliases,
            int threshold)
            implements TrustChange {
        static final String ACTION = "trust.add";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return key.toString();
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("key", key.toString())
                    .put("publisher", publisher)
                    .put("stream", stream.value())
                    .putIfPresent("repositories", repositories == null ? null : repositories.text())
                    .putIfPresent("aliases", aliases == null ? null : aliases.text())
                    .put("threshold", threshold)
                    .toObject();
        }

        static TrustAdded read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            Optional<String> repositories = facts.optionalText("repositories");
            Optional<String> aliases = facts.optionalText("aliases");
            return new TrustAdded(
                    KeyId.parse(facts.text("key")),
                    facts.text("publisher"),
                    StreamName.parse(facts.text("stream")),
                    repositories.isPresent() ? RepositoryPattern.parse(repositories.get()) : null,
                    aliases.isPresent() ? RepositoryPattern.parse(aliases.get()) : null,
                    Math.toIntExact(facts.size("threshold")));
        }
    }

    /**
     * A key's signatures stop to count.
     *
     * @param stream for this stream; null for all
     */
    record TrustRevoked(KeyId key, @Nullable StreamName stream) implements TrustChange {
        static final String ACTION = "trust.revoke";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return key.toString();
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("key", key.toString())
                    .putIfPresent("stream", stream == null ? null : stream.value())
                    .toObject();
        }

        static TrustRevoked read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            Optional<String> stream = facts.optionalText("stream");
            return new TrustRevoked(
                    KeyId.parse(facts.text("key")), stream.isPresent() ? StreamName.parse(stream.get()) : null);
        }
    }
}
