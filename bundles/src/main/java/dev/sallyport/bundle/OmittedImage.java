package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;

/**
 * An image that was asked for and could not be had, and that the bundle was allowed to go without. Nothing else in the bundle
 * speaks of it.
 *
 * @param image what was asked for
 * @param reason why it is not here, for people
 */
public record OmittedImage(Reference image, String reason) {
    public OmittedImage {
        requireNonNull(image, "image is null");
        requireNonNull(reason, "reason is null");
    }

    static OmittedImage read(JsonReader json) throws MalformedJsonException {
        String image = json.text("image");
        try {
            return new OmittedImage(Reference.parse(image), json.text("reason"));
        } catch (dev.sallyport.oci.MalformedValueException e) {
            throw json.problem("image", "is no reference: " + Printable.shorten(image));
        }
    }

    Json toJson() {
        return new JsonWriter()
                .put("image", image.toString())
                .put("reason", reason)
                .toObject();
    }
}
