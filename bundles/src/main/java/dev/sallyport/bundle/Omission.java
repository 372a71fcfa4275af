package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;
import java.util.Map;

/**
 * Something of the closure that was left out on purpose.
 *
 * @param parent the manifest that points to it
 * @param child what was left out; annotations and URLs are not kept
 * @param reason why, for people
 */
public record Omission(Digest parent, Descriptor child, String reason) {
    public Omission {
        requireNonNull(parent, "parent is null");
        child = new Descriptor(
                child.mediaType(),
                child.digest(),
                child.size(),
                child.platform(),
                child.artifactType(),
                Map.of(),
                List.of());
        requireNonNull(reason, "reason is null");
    }

    static Omission read(JsonReader json) throws MalformedJsonException {
        Digest parent = Digest.tryParse(json.text("parent")).orElseThrow(() -> json.problem("parent", "is no digest"));
        return new Omission(parent, Descriptor.read(json.object("child")), json.text("reason"));
    }

    Json toJson() {
        return new JsonWriter()
                .put("parent", parent.toString())
                .put("child", child.toJson())
                .put("reason", reason)
                .toObject();
    }
}
