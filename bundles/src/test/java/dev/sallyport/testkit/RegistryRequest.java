package dev.sallyport.testkit;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as a {@link TestRegistry} received it.
 *
 * @param target path and query as sent
 * @param headers in the order they came
 * @param body empty unless there was a Content-Length
 */
public record RegistryRequest(String method, String target, List<Header> headers, String body) {
    /** One header line. */
    public record Header(String name, String value) {
        public Header {
            requireNonNull(name, "name is null");
            requireNonNull(value, "value is null");
        }
    }

    public RegistryRequest {
        requireNonNull(method, "method is null");
        requireNonNull(target, "target is null");
        headers = List.copyOf(headers);
        requireNonNull(body, "body is null");
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** One parameter of the query, decoded. */
    public Optional<String> parameter(String name) {
        int query = target.indexOf('?');
        return query < 0 ? Optional.empty() : formField(target.substring(query + 1), name);
    }

    /** One field of a form in the body, decoded. */
    public Optional<String> formField(String name) {
        return formField(body, name);
    }

    /** The value of a header in any case; several lines are joined by a comma. */
    public Optional<String> header(String name) {
        List<String> values = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    /** Whether the Accept headers allow {@code mediaType}; without any they allow everything. */
    boolean accepts(String mediaType) {
        Optional<String> accept = header("Accept");
        if (accept.isEmpty()) {
            return true;
        }
        for (String range : accept.get().split(",", -1)) {
            String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (type.equals(mediaType) || type.equals("*/*") || type.equals("application/*")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> formField(String form, String name) {
        for (String field : form.split("&", -1)) {
            String[] parts = field.split("=", 2);
            if (parts[0].equals(name)) {
                return Optional.of(parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** {@code METHOD TARGET}. */
    @Override
    public String toString() {
        return method + ' ' + target;
    }
}
