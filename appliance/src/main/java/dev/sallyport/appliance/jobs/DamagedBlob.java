package dev.sallyport.appliance.jobs;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A blob whose bytes were not what its digest says.
 *
 * @param found when that was seen
 * @param reason what was seen
 * @param images what is made of it, as far as that was known then, such as {@code team/app:1}
 * @param healed when it was seen that the content came again, or is needed no more; null until then
 */
public record DamagedBlob(
        Digest digest,
        Instant found,
        String reason,
        List<String> images,
        @Nullable Instant healed) {
    public DamagedBlob {
        images = List.copyOf(images);
    }

    DamagedBlob healedAt(Instant when) {
        return new DamagedBlob(digest, found, reason, images, when);
    }

    JsonObject toJson() {
        return new JsonWriter()
                .put("digest", digest.toString())
                .put("found", found.toString())
                .put("reason", reason)
                .putAll("images", images, Json::of)
                .putIfPresent("healed", healed == null ? null : healed.toString())
                .toObject();
    }

    static DamagedBlob read(JsonReader json) throws MalformedJsonException, MalformedValueException {
        Optional<String> healed = json.optionalText("healed");
        try {
            return new DamagedBlob(
                    Digest.parse(json.text("digest")),
                    Instant.parse(json.text("found")),
                    json.text("reason"),
                    json.texts("images"),
                    healed.isPresent() ? Instant.parse(healed.get()) : null);
        } catch (DateTimeException e) {
            throw json.problem("found", "is no time");
        }
    }
}
