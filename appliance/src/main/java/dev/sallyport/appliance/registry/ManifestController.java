package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.http.RequestFacts;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.TagAnswer;
import dev.sallyport.appliance.resolution.TagRule;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
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
        TagAnswer found = find(asked.repository(), reference);
        if (RequestAccess.of(request).caller() instanceof Caller.Anonymous && !isAskedByAPush(request, asked)) {
            // Who has a name, by whatever it is known, is asked about each time.
            RequestFacts.reusable(request);
        }
        MutableHttpResponse<?> answer = answers.answer(
                request, asked.repository(), found.manifest(), unknown(asked.repository(), reference, ""));
        found.warning().ifPresent(text -> Warnings.add(answer, text));
        return asked.echoNamespace(answer);
    }

    @Head(uri = "/{+name}/manifests/{reference}")
    HttpResponse<?> head(HttpRequest<?> request, String name, String reference) throws RegistryException, IOException {
        return get(request, name, reference);
    }

    // The answer depends on the file, which no change tells of, and is a promise anew each time.
    private static boolean isAskedByAPush(HttpRequest<?> request, RepositoryRequest asked) {
        return request.getMethod() == HttpMethod.HEAD && LocalContent.isLocalName(asked.repository());
    }

    private TagAnswer find(RepositoryName repository, String reference) throws RegistryException, IOException {
        if (reference.indexOf(':') >= 0) {
            Digest digest = References.digest(reference);
            Optional<Descriptor> manifest = published.manifest(repository, digest);
            if (manifest.isEmpty()) {
                throw unknown(repository, reference, published.explain(repository, digest));
            }
            return new TagAnswer(TagRule.DIGEST, reference, null, manifest.get());
        }
        Tag tag = References.tag(reference);
        Optional<TagAnswer> found = published.find(repository, tag);
        if (found.isEmpty()) {
            throw unknown(repository, reference, published.explain(repository, tag));
        }
        return found.get();
    }

    /** @param why what else there is to say; clients print nothing but the message */
    private static RegistryException unknown(RepositoryName repository, String reference, String why) {
        char separator = reference.indexOf(':') >= 0 ? '@' : ':';
        return new RegistryException(
                RegistryErrorCode.MANIFEST_UNKNOWN,
                repository.value() + separator + reference + " is not here" + (why.isEmpty() ? "" : ": " + why),
                Map.of("name", repository.value(), "reference", reference));
    }
}
