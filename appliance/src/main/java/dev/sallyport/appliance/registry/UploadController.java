package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.util.Map;

/** Upload sessions: none, since content comes in bundles. Its path is known, so that pushes are told 405 and not 404. */
@Controller("/v2")
@Produces(MediaType.ALL)
final class UploadController {
    @Get(uri = "/{+name}/blobs/uploads/{id}", headRoute = false)
    HttpResponse<byte[]> status(HttpRequest<?> request, String name, String id) {
        RegistryException unknown = new RegistryException(
                RegistryErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no upload " + id, Map.of("name", name, "id", id));
        return RegistryExceptionHandler.answer(request, unknown);
    }
}
