package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Head;
import io.micronaut.http.annotation.Produces;
import java.nio.charset.StandardCharsets;

/** {@code /v2/}: says that this is a registry. */
@Controller("/v2")
@Produces(MediaType.ALL)
final class BaseController {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

    @Get(uri = "/", headRoute = false)
    HttpResponse<byte[]> get() {
        return HttpResponse.ok(BODY).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    @Head(uri = "/")
    HttpResponse<byte[]> head() {
        return HttpResponse.<byte[]>ok()
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .contentLength(BODY.length);
    }
}
