package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What to ask a registry for.
 *
 * @param path path and query, which begins with a slash and needs no more escaping
 * @param object what it is, for messages
 */
record Request(RequestKind kind, String path, Map<String, String> headers, String object) {
    Request {
        requireNonNull(kind, "kind is null");
        requireNonNull(path, "path is null");
        requireNonNull(object, "object is null");
        headers = Map.copyOf(headers);
    }
}
