package dev.sallyport.appliance.store;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;

/** Changes of how many bytes people may push. */
sealed interface QuotaChange extends Change {
    String FAMILY = "quota";

    /** Which repositories it is about. */
    QuotaPrefix prefix();

    @Override
    default String object() {
        return prefix().text();
    }

    static QuotaChange read(String action, JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case QuotaSet.ACTION -> new QuotaSet(QuotaPrefix.parse(facts.text("prefix")), facts.size("bytes"));
            case QuotaRemoved.ACTION -> new QuotaRemoved(QuotaPrefix.parse(facts.text("prefix")));
            default -> throw Change.unknown(action);
        };
    }

    /** The repositories under a prefix may hold this many bytes together. */
    record QuotaSet(QuotaPrefix prefix, long bytes) implements QuotaChange {
        static final String ACTION = "quota.set";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("prefix", prefix.text())
                    .put("bytes", bytes)
                    .toObject();
        }
    }

    /** There is no limit for a prefix any more. */
    record QuotaRemoved(QuotaPrefix prefix) implements QuotaChange {
        static final String ACTION = "quota.remove";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter().put("prefix", prefix.text()).toObject();
        }
    }
}
