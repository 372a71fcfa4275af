package dev.sallyport.agent.registry;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What a registry says about an error, for messages.
 *
 * @param code the specification's code such as {@code NAME_UNKNOWN}; empty if there is none
 * @param text code and message, safe to print; empty if there are none
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes">error codes</a>
 */
record ErrorBody(String code, String text) {
    private static final int LIMIT = 64 << 10;
    private static final ErrorBody NONE = new ErrorBody("", "");

    /** Reads and closes the body of {@code answer}; what is no error document says nothing. */
    static ErrorBody read(HttpAnswer answer) {
        try (InputStream body = answer.body()) {
            byte[] content = body.readNBytes(LIMIT);
            List<JsonReader> errors =
                    StrictJson.parseObject("error", content, LIMIT).objects("errors");
            if (errors.isEmpty()) {
                return NONE;
            }
            String code = errors.get(0).optionalText("code").orElse("");
            String message = errors.get(0).optionalText("message").orElse("");
            String text = code.isEmpty() || message.isEmpty() ? code + message : code + ", " + message;
            return new ErrorBody(code, Printable.shorten(text.strip()));
        } catch (IOException | MalformedJsonException e) {
            // Only the text is lost: the status decides.
            return NONE;
        }
    }
}
