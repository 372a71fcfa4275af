package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * Asks to trust a key.
 *
 * @param pem the public key
 * @param repositories the pattern of the repositories it may publish into; empty for every one that starts with a host
 * @param aliases the pattern of the aliases that its releases may make; empty for none
 * @param threshold how many distinct keys must sign the stream's bundles
 */
public record TrustRequest(
        String pem, String publisher, String stream, String repositories, String aliases, int threshold) {
    /** The most bytes an encoded request may have. */
    public static final int MAX_SIZE = 128 << 10;

    public TrustRequest {
        requireNonNull(pem, "pem is null");
        requireNonNull(publisher, "publisher is null");
        requireNonNull(stream, "stream is null");
        requireNonNull(repositories, "repositories is null");
        requireNonNull(aliases, "aliases is null");
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .put("pem", pem)
                .put("publisher", publisher)
                .put("stream", stream)
                .put("repositories", repositories)
                .put("aliases", aliases)
                .put("threshold", threshold)
                .toBytes();
    }

    /** Reads a request. */
    public static TrustRequest read(JsonReader json) throws MalformedJsonException {
        return new TrustRequest(
                json.text("pem"),
                json.text("publisher"),
                json.text("stream"),
                json.optionalText("repositories").orElse(""),
                json.optionalText("aliases").orElse(""),
                json.has("threshold") ? (int) Math.min(json.size("threshold"), Integer.MAX_VALUE) : 1);
    }
}
