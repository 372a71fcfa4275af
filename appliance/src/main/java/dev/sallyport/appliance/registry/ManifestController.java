package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.http.RequestFacts;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.RepositoryName;
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
import java.util.Optional;

/** Manifests by tag or digest, byte for byte as they were published, whatever the client says it accepts. */
@Controller("/v2")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ManifestController {
    private final NameResolution names;
    private final PublishedContent published;
    private final ContentAnswers answers;

    ManifestController(NameResolution names, PublishedContent published, ContentAnswers answers) {
        this.names = names;
        this.published = published;
        this.answers = answers;
    }

    @Get(uri = "/{+name}/manifests/{reference}", headRoute = false)
    HttpResponse<?> get(HttpRequest<?> request, String name, String reference) throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.of(names, request, name);
        RegistryException unknown = unknown(asked.repository(), reference);
        Descriptor found = find(asked.repository(), reference).orElseThrow(() -> unknown);
        // Kept for requests without credentials alone; who asks for one with them is asked about each time.
        RequestFacts.reusable(request);
        return asked.echoNamespace(answers.answer(request, found, unknown));
    }

    @Head(uri = "/{+name}/manifests/{reference}")
    HttpResponse<?> head(HttpRequest<?> request, String name, String reference) throws RegistryException, IOException {
        return get(request, name, reference);
    }

    private Optional<Descriptor> find(RepositoryName repository, String reference)
            throws RegistryException, IOException {
        return reference.indexOf(':') >= 0
                ? published.manifest(repository, References.digest(reference))
                : published.manifest(repository, References.tag(reference));
    }

    private static RegistryException unknown(RepositoryName repository, String reference) {
        char separator = reference.indexOf(':') >= 0 ? '@' : ':';
        return new RegistryException(
                RegistryErrorCode.MANIFEST_UNKNOWN,
                repository.value() + separator + reference + " is not here",
                Map.of("name", repository.value(), "reference", reference));
    }
}
