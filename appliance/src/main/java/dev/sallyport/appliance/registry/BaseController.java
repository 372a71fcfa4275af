package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Head;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code /v2/}: says that this is a registry, and asks for a login where there are any. Most clients send their credentials only
 * if this path asked for them, and pull without any all the same.
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class BaseController {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

    @Get(uri = "/", headRoute = false)
    HttpResponse<byte[]> get(HttpRequest<?> request) throws RegistryException, IOException {
        RequestAccess.of(request).requireLogin();
        return HttpResponse.ok(BODY).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    @Head(uri = "/")
    HttpResponse<byte[]> head(HttpRequest<?> request) throws RegistryException, IOException {
        RequestAccess.of(request).requireLogin();
        return HttpResponse.<byte[]>ok()
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .contentLength(BODY.length);
    }
}
