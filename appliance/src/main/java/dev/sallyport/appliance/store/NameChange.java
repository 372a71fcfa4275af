package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import java.util.ArrayList;
import java.util.List;

/** Changes of what names mean: aliases, and which stream comes first. */
sealed interface NameChange extends Change {
    String FAMILY = "name";

    static NameChange read(String action, JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case AliasSet.ACTION ->
                new AliasSet(ImageName.parse(facts.text("alias")), ImageName.parse(facts.text("target")));
            case AliasRemoved.ACTION -> new AliasRemoved(ImageName.parse(facts.text("alias")));
            case StreamsOrdered.ACTION -> StreamsOrdered.read(facts);
            default -> throw Change.unknown(action);
        };
    }

    /** An administrator's alias is made, or gets another target. */
    record AliasSet(ImageName alias, ImageName target) implements NameChange {
        static final String ACTION = "name.alias";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return alias.toString();
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("alias", alias.toString())
                    .put("target", target.toString())
                    .toObject();
        }
    }

    /** An administrator's alias goes. */
    record AliasRemoved(ImageName alias) implements NameChange {
        static final String ACTION = "name.unalias";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return alias.toString();
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter().put("alias", alias.toString()).toObject();
        }
    }

    /**
     * Which streams' tags come first where several have one.
     *
     * @param streams first to last; those that are not among them come after these, the first published first
     */
    record StreamsOrdered(List<StreamName> streams) implements NameChange {
        static final String ACTION = "name.streams";

        public StreamsOrdered {
            streams = List.copyOf(streams);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return "streams";
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .putAll("streams", streams, stream -> Json.of(stream.value()))
                    .toObject();
        }

        static StreamsOrdered read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            List<StreamName> streams = new ArrayList<>();
            for (String stream : facts.texts("streams")) {
                streams.add(StreamName.parse(stream));
            }
            return new StreamsOrdered(streams);
        }
    }
}
