package dev.sallyport.agent.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** Reads small bodies whole, never more than a limit. */
final class BoundedBody {
    private BoundedBody() {}

    /**
     * Reads and closes the body of {@code answer}.
     *
     * @throws EOFException if it ends before the length that the answer said
     */
    static byte[] read(HttpAnswer answer, int limit, String host, String object)
            throws IOException, RegistryProtocolException {
        OptionalLong said = answer.contentLength();
        try (InputStream body = answer.body()) {
            byte[] content = said.orElse(0) > limit ? new byte[0] : body.readNBytes(limit + 1);
            if (said.orElse(0) > limit || content.length > limit) {
                throw new RegistryProtocolException(
                        host, object, "it has more than the " + limit + " bytes that a manifest may have");
            }
            if (said.isPresent() && content.length < said.getAsLong()) {
                throw new EOFException(
                        "The answer ends after " + content.length + " of " + said.getAsLong() + " bytes");
            }
            return content;
        }
    }
}
