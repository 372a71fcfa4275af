package dev.sallyport.agent.vendor;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;

/**
 * The payload that cosign signs.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/v2.4.1/specs/SIGNATURE_SPEC.md#payloads">payloads</a>
 */
final class SimpleSigning {
    static final String MEDIA_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";

    /** The annotation of a layer that has the signature over the layer's content, in base64. */
    static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    /** The most bytes of a payload. */
    static final int MAX_SIZE = 256 << 10;

    private static final String TYPE = "cosign container image signature";

    private SimpleSigning() {}

    static Claim parse(byte[] payload) throws MalformedJsonException {
        JsonReader critical =
                StrictJson.parseObject("the signed payload", payload, MAX_SIZE).object("critical");
        if (!critical.text("type").equals(TYPE)) {
            throw critical.problem("type", "is not '" + TYPE + "'");
        }
        String repository = "";
        var identity = critical.optionalObject("identity");
        if (identity.isPresent()) {
            repository = identity.get().optionalText("docker-reference").orElse("");
        }
        return new Claim(critical.object("image").text("docker-manifest-digest"), repository);
    }
}
