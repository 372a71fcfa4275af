package dev.sallyport.appliance.registry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a call brought back. */
final class Answer {
    private static final int LARGEST_JSON = 8 << 20;
    private static final int SHOWN = 500;

    private final HttpResponse<byte[]> response;

    Answer(HttpResponse<byte[]> response) {
        this.response = response;
    }

    int status() {
        return response.statusCode();
    }

    byte[] body() {
        return response.body();
    }

    /** The header's value; empty if it is not there. */
    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    List<String> headers(String name) {
        return response.headers().allValues(name);
    }

    /** Where the Location header points, seen from what was asked. */
    URI location() {
        assertThat(headers("Location")).as("Location of " + this).hasSize(1);
        return resolve(header("Location"));
    }

    /** A reference in this answer, seen from what was asked. */
    URI resolve(String reference) {
        return response.uri().resolve(reference);
    }

    JsonReader json() throws MalformedJsonException {
        return StrictJson.parseObject("the answer", body(), LARGEST_JSON);
    }

    /** Whole content: its length and its digest in the headers. */
    Answer has(Digest digest, int size) {
        return with("Content-Length", Integer.toString(size)).with("Docker-Content-Digest", digest.toString());
    }

    Answer with(String header, String value) {
        assertThat(headers(header)).as(header + " of " + this).containsExactly(value);
        return this;
    }

    Answer withBody(byte[] expected) {
        assertThat(body()).as("body of " + this).isEqualTo(expected);
        return this;
    }

    @Override
    public String toString() {
        String text = new String(body(), 0, Math.min(SHOWN, body().length), StandardCharsets.UTF_8);
        return response.request().method() + ' ' + response.uri() + ' '
                + response.request().headers().map() + " -> " + status() + ' '
                + response.headers().map() + ' ' + text;
    }
}
