package dev.sallyport.appliance.uploads;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.StrictJson;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out as what a pushed manifest is to be served. */
final class ManifestType {
    /** What a column of the database holds; no media type in use is nearly as long. */
    static final int LONGEST = 255;

    private static final Set<String> SAYS_NOTHING = Set.of(
            "", "application/json", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded");

    private ManifestType() {}

    /**
     * The type the client gave; if it gave none that says anything, what the document says of itself, else what it looks like.
     *
     * @param given the request's header; null if there was none
     */
    static String of(@Nullable String given, byte[] content) throws InvalidManifestException, MalformedJsonException {
        String type = given == null ? "" : given;
        int parameters = type.indexOf(';');
        type = (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        if (SAYS_NOTHING.contains(type)) {
            type = ownType(content);
        }
        if (!MediaTypes.isManifest(type)) {
            throw new InvalidManifestException(
                    "its media type is " + Printable.shorten(type) + ", and expected is one of "
                            + String.join(", ", MediaTypes.MANIFESTS),
                    "Push it as an OCI or Docker version 2 manifest.");
        }
        return type;
    }

    private static String ownType(byte[] content) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject("the pushed manifest", content, Manifest.MAX_SIZE);
        return json.optionalText("mediaType")
                .orElse(json.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST);
    }
}
