package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.http.RequestFacts;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import io.micronaut.http.HttpMethod;
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
import java.util.Map;

/** Blobs by digest. */
@Controller("/v2")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class BlobController {
    private final NameResolution names;
    private final PublishedContent published;
    private final ContentAnswers answers;

    BlobController(NameResolution names, PublishedContent published, ContentAnswers answers) {
        this.names = names;
        this.published = published;
        this.answers = answers;
    }

    @Get(uri = "/{+name}/blobs/{digest}", headRoute = false)
    HttpResponse<?> get(HttpRequest<?> request, String name, String digest) throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.of(names, request, name);
        Digest wanted = References.digest(digest);
        RegistryException unknown = unknown(asked, wanted);
        Descriptor found = published.blob(asked.repository(), wanted).orElseThrow(() -> unknown);
        if (request.getMethod() == HttpMethod.GET && RequestAccess.of(request).caller() instanceof Caller.Anonymous) {
            // A rack that starts asks for the same layers at once. To HEAD the answer is a promise, anew each time.
            RequestFacts.reusable(request);
        }
        Descriptor untyped = new Descriptor(MediaType.APPLICATION_OCTET_STREAM, found.digest(), found.size());
        return asked.echoNamespace(answers.answer(request, asked.repository(), untyped, unknown));
    }

    @Head(uri = "/{+name}/blobs/{digest}")
    HttpResponse<?> head(HttpRequest<?> request, String name, String digest) throws RegistryException, IOException {
        return get(request, name, digest);
    }

    private static RegistryException unknown(RepositoryRequest asked, Digest digest) {
        return new RegistryException(
                RegistryErrorCode.BLOB_UNKNOWN,
                "blob " + digest + " is not in " + asked.repository(),
                Map.of("name", asked.repository().value(), "digest", digest.toString()));
    }
}
