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
import java.util.ArrayList;
import java.util.List;

/** Changes of what streams show. */
sealed interface ReleaseChange extends Change {
    String FAMILY = "release";

    /** The stream's name. */
    StreamName stream();

    /** The sequence that it is about. */
    long sequence();

    @Override
    default String object() {
        return stream().value() + ' ' + sequence();
    }

    static ReleaseChange read(String action, JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case ReleasePublished.ACTION -> ReleasePublished.read(facts);
            case ReleaseShown.ACTION -> ReleaseShown.read(facts);
            case ReleasesRetired.ACTION -> ReleasesRetired.read(facts);
            default -> throw Change.unknown(action);
        };
    }

    /**
     * A release becomes what its stream shows. All else about it is in its documents.
     *
     * @param publisher who signed it, for people
     * @param keys the keys whose signatures counted
     */
    record ReleasePublished(StreamName stream, long sequence, Digest statement, String publisher, List<KeyId> keys)
            implements ReleaseChange {
        static final String ACTION = "release.publish";

        public ReleasePublished {
            keys = List.copyOf(keys);
        }

        @Override
        public String action() {
            return ACTION;
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

    /** A stream shows a release again that it showed before. The highest sequence ever published stays what it is. */
    record ReleaseShown(StreamName stream, long sequence) implements ReleaseChange {
        static final String ACTION = "release.rollback";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return position(this);
        }

        static ReleaseShown read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new ReleaseShown(StreamName.parse(facts.text("stream")), facts.size("sequence"));
        }
    }

    /**
     * The releases of a stream before {@code sequence} can be rolled back to no more, and what they alone had is not given out
     * any more.
     */
    record ReleasesRetired(StreamName stream, long sequence) implements ReleaseChange {
        static final String ACTION = "release.retire";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return position(this);
        }

        static ReleasesRetired read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new ReleasesRetired(StreamName.parse(facts.text("stream")), facts.size("sequence"));
        }
    }

    private static JsonObject position(ReleaseChange change) {
        return new JsonWriter()
                .put("stream", change.stream().value())
                .put("sequence", change.sequence())
                .toObject();
    }
}
