package dev.sallyport.agent.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to one request; its body is read once, by its owner, who closes it.
 *
 * @param uri who answered, which after a redirect is not who was asked
 * @param headers by lower-case name, values in order
 */
record HttpAnswer(URI uri, int status, Map<String, List<String>> headers, InputStream body) implements Closeable {
    /** The one value of a header; the first if there are several. */
    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    List<String> headerValues(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The body's length in bytes, if the answer says one that can be. */
    OptionalLong contentLength() {
        String text = header("Content-Length").orElse("").strip();
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** The media type without parameters, in lower case; empty text if there is none. */
    String mediaType() {
        String text = header("Content-Type").orElse("");
        int semicolon = text.indexOf(';');
        return (semicolon < 0 ? text : text.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
