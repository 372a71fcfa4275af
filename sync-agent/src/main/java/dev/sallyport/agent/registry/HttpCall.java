package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request: a GET or a HEAD by its kind, or a POST of a form if there is one. */
final class HttpCall {
    private final RequestKind kind;
    private final URI uri;
    private final Map<String, String> headers;
    private final @Nullable String form;

    private HttpCall(RequestKind kind, URI uri, Map<String, String> headers, @Nullable String form) {
        this.kind = requireNonNull(kind, "kind is null");
        this.uri = requireNonNull(uri, "uri is null");
        this.headers = Map.copyOf(headers);
        this.form = form;
    }

    static HttpCall of(RequestKind kind, URI uri, Map<String, String> headers) {
        return new HttpCall(kind, uri, headers, null);
    }

    static HttpCall post(RequestKind kind, URI uri, String form, Map<String, String> headers) {
        return new HttpCall(kind, uri, headers, form);
    }

    RequestKind kind() {
        return kind;
    }

    URI uri() {
        return uri;
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable
    String form() {
        return form;
    }

    String method() {
        return form != null ? "POST" : kind.isHead() ? "HEAD" : "GET";
    }

    HttpCall with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpCall(kind, uri, more, form);
    }

    HttpCall without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new HttpCall(kind, uri, fewer, form);
    }

    HttpCall to(URI other) {
        return new HttpCall(kind, other, headers, form);
    }

    /** Without headers and form: they may hold secrets. */
    @Override
    public String toString() {
        return method() + ' ' + Origin.of(uri);
    }
}
