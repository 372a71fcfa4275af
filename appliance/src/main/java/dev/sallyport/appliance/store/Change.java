package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.RepositoryPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a journal record can say; each kind knows its facts and how they are read again. */
sealed interface Change permits Change.TrustAdded, Change.TrustRevoked, Change.ReleasePublished, AccessChange {
    /** The record's action. */
    String action();

    /** The record's object. */
    String object();

    /** The record's facts. */
    JsonObject facts();

    /** What {@code entry} says. */
    static Change parse(JournalRecord entry) throws MalformedJsonException, MalformedValueException {
        JsonReader facts = entry.reader();
        return switch (entry.action()) {
            case TrustAdded.ACTION -> TrustAdded.read(facts);
            case TrustRevoked.ACTION -> TrustRevoked.read(facts);
            case ReleasePublished.ACTION -> ReleasePublished.read(facts);
            default ->
                AccessChange.parse(entry.action(), facts)
                        .orElseThrow(() -> new MalformedJsonException(
                                "journal record " + entry.number(),
                                "its action is unknown to this version: " + entry.action()));
        };
    }

    /**
     * A key is trusted for a stream.
     *
     * @param threshold how many keys must sign the stream from now on
     */
    record TrustAdded(
            KeyId key,
            String publisher,
            StreamName stream,
            @Nullable RepositoryPattern repositories,
            int threshold) implements Change {
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
                    .put("threshold", threshold)
                    .toObject();
        }

        static TrustAdded read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            Optional<String> repositories = facts.optionalText("repositories");
            return new TrustAdded(
                    KeyId.parse(facts.text("key")),
                    facts.text("publisher"),
                    StreamName.parse(facts.text("stream")),
                    repositories.isPresent() ? RepositoryPattern.parse(repositories.get()) : null,
                    Math.toIntExact(facts.size("threshold")));
        }
    }

    /**
     * A key's signatures stop to count.
     *
     * @param stream for this stream; null for all
     */
    record TrustRevoked(KeyId key, @Nullable StreamName stream) implements Change {
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

    /**
     * A release becomes what its stream shows. All else about it is in its documents.
     *
     * @param publisher who signed it, for people
     * @param keys the keys whose signatures counted
     */
    record ReleasePublished(StreamName stream, long sequence, Digest statement, String publisher, List<KeyId> keys)
            implements Change {
        static final String ACTION = "release.publish";

        public ReleasePublished {
            keys = List.copyOf(keys);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return stream.value() + ' ' + sequence;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("stream", stream.value())
                    .put("sequence", sequence)
                    .put("statement", statement.toString())
                    .put("publisher", publisher)
                    .putAll("keys", keys, key -> Json.of(key.toString()))
                    .toObject();
        }

        static ReleasePublished read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            List<KeyId> keys = new ArrayList<>();
            for (String key : facts.texts("keys")) {
                keys.add(KeyId.parse(key));
            }
            return new ReleasePublished(
                    StreamName.parse(facts.text("stream")),
                    facts.size("sequence"),
                    Digest.parse(facts.text("statement")),
                    facts.text("publisher"),
                    keys);
        }
    }
}
