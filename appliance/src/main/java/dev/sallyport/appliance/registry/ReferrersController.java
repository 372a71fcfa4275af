package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.List;

/**
 * What refers to a manifest: signatures, software bills of materials, attestations.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers">listing
 *     referrers</a>
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReferrersController {
    private static final int SCHEMA_VERSION = 2;

    private final NameResolution names;
    private final PublishedContent published;

    ReferrersController(NameResolution names, PublishedContent published) {
        this.names = names;
        this.published = published;
    }

    @Get(uri = "/{+name}/referrers/{digest}", headRoute = false)
    HttpResponse<byte[]> list(HttpRequest<?> request, String name, String digest)
            throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.of(names, request, name);
        Digest subject = References.digest(digest);
        String artifactType = request.getParameters().get("artifactType");
        List<Descriptor> referrers = published.referrers(asked.repository(), subject, artifactType);
        byte[] body = new JsonWriter()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .putAll("manifests", referrers, Descriptor::toJson)
                .toBytes();
        MutableHttpResponse<byte[]> answer =
                HttpResponse.ok(body).header(HttpHeaders.CONTENT_TYPE, MediaTypes.OCI_INDEX);
        if (artifactType != null) {
            answer.header(RegistryHeaders.FILTERS_APPLIED, "artifactType");
        }
        return asked.echoNamespace(answer);
    }
}
