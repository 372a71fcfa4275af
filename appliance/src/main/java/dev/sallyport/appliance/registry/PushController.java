package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import java.util.Map;

/** Refuses to be written to: content comes in bundles. */
@Controller("/v2")
@Produces(MediaType.ALL)
final class PushController {
    @Post(uri = "/{+path}", consumes = MediaType.ALL)
    HttpResponse<byte[]> post(HttpRequest<?> request, String path) {
        return refuse(request);
    }

    @Put(uri = "/{+path}", consumes = MediaType.ALL)
    HttpResponse<byte[]> put(HttpRequest<?> request, String path) {
        return refuse(request);
    }

    @Patch(uri = "/{+path}", consumes = MediaType.ALL)
    HttpResponse<byte[]> patch(HttpRequest<?> request, String path) {
        return refuse(request);
    }

    @Delete(uri = "/{+path}", consumes = MediaType.ALL)
    HttpResponse<byte[]> delete(HttpRequest<?> request, String path) {
        return refuse(request);
    }

    private static HttpResponse<byte[]> refuse(HttpRequest<?> request) {
        RegistryException failure = new RegistryException(
                RegistryErrorCode.UNSUPPORTED,
                "this registry is filled by imported bundles and takes no pushes or deletions",
                Map.of("method", request.getMethodName()));
        return HttpResponse.<byte[]>status(failure.code().status())
                .header(HttpHeaders.ALLOW, "GET, HEAD")
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(failure.body());
    }
}
