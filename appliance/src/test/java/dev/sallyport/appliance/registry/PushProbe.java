package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.resolution.NameResolution;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Does with a repository what its method does, which is nothing but to say who asked. */
@Controller("/v1/probe")
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class PushProbe {
    private final NameResolution names;

    PushProbe(NameResolution names) {
        this.names = names;
    }

    @Post("/{+name}")
    HttpResponse<byte[]> push(HttpRequest<?> request, String name) throws RegistryException, IOException {
        return answer(request, name);
    }

    @Delete("/{+name}")
    HttpResponse<byte[]> delete(HttpRequest<?> request, String name) throws RegistryException, IOException {
        return answer(request, name);
    }

    private HttpResponse<byte[]> answer(HttpRequest<?> request, String name) throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.of(names, request, name);
        String text = RequestAccess.of(request).actor() + ' ' + asked.repository();
        return HttpResponse.ok(text.getBytes(StandardCharsets.UTF_8)).contentType(MediaType.TEXT_PLAIN_TYPE);
    }

    /** An endpoint whose author forgot. */
    @Get("/unjudged")
    HttpResponse<byte[]> forget() {
        return HttpResponse.ok("secret".getBytes(StandardCharsets.UTF_8)).contentType(MediaType.TEXT_PLAIN_TYPE);
    }
}
