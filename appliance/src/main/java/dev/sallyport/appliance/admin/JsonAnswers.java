package dev.sallyport.appliance.admin;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.util.Collection;
import java.util.function.Function;

/** Successful answers. */
final class JsonAnswers {
    private JsonAnswers() {}

    static HttpResponse<byte[]> of(Json value) {
        return of(JsonWriter.encode(value));
    }

    static HttpResponse<byte[]> of(byte[] encoded) {
        return HttpResponse.ok(encoded).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** An object with one member, an array. */
    static <T> HttpResponse<byte[]> list(String name, Collection<T> items, Function<? super T, Json> encode) {
        return of(new JsonWriter().putAll(name, items, encode).toObject());
    }
}
