package dev.sallyport.testkit;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A status, headers in order, and a body; the length header is added when it is sent. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RegistryAnswer(int status, Map<String, String> headers, byte[] body) {
    RegistryAnswer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static RegistryAnswer of(int status, String contentType, byte[] body) {
        return new RegistryAnswer(status, Map.of("Content-Type", contentType), body);
    }

    static RegistryAnswer json(int status, JsonWriter json) {
        return of(status, "application/json", json.toBytes());
    }

    /** An error as the distribution specification writes it. */
    static RegistryAnswer error(int status, String code, String message) {
        return json(
                status,
                new JsonWriter()
                        .putAll(
                                "errors",
                                List.of(code),
                                name -> new JsonWriter()
                                        .put("code", name)
                                        .put("message", message)
                                        .put("detail", Json.NULL)
                                        .toObject()));
    }

    static RegistryAnswer html(int status, String body) {
        return of(status, "text/html; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    RegistryAnswer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RegistryAnswer(status, more, body);
    }

    RegistryAnswer withoutHeader(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.keySet().removeIf(name::equalsIgnoreCase);
        return new RegistryAnswer(status, fewer, body);
    }

    RegistryAnswer withBody(byte[] other) {
        return new RegistryAnswer(status, headers, other);
    }
}
