package dev.sallyport.appliance.admin;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;

/** Reads what small requests say. */
final class RequestBody {
    private static final int MAX_SIZE = 64 << 10;

    private RequestBody() {}

    static JsonReader read(byte[] body) throws MalformedJsonException {
        return StrictJson.parseObject("the request", body, MAX_SIZE);
    }
}
