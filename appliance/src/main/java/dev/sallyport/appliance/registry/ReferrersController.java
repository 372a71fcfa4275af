package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.registry.ReferrerPages.Page;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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
    private final ReferrerPages pages;

    ReferrersController(NameResolution names, ReferrerPages pages) {
        this.names = names;
        this.pages = pages;
    }

    @Get(uri = "/{+name}/referrers/{digest}", headRoute = false)
    HttpResponse<byte[]> list(HttpRequest<?> request, String name, String digest)
            throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.of(names, request, name);
        Digest subject = References.digest(digest);
        String artifactType = request.getParameters().get("artifactType");
        String last = request.getParameters().get("last");
        Page page =
                pages.page(asked.repository(), subject, artifactType, last == null ? null : References.digest(last));
        byte[] body = new JsonWriter()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .putAll("manifests", page.referrers(), Descriptor::toJson)
                .toBytes();
        MutableHttpResponse<byte[]> answer =
                HttpResponse.ok(body).header(HttpHeaders.CONTENT_TYPE, MediaTypes.OCI_INDEX);
        if (page.next() != null) {
            answer.header(HttpHeaders.LINK, next(name, subject, artifactType, page.next(), asked.namespace()));
        }
        if (artifactType != null) {
            answer.header(RegistryHeaders.FILTERS_APPLIED, "artifactType");
        }
        return asked.echoNamespace(answer);
    }

    /** Relative to the host, so that it holds behind any name. */
    private static String next(
            String name, Digest subject, @Nullable String artifactType, Digest last, @Nullable String namespace) {
        return "</v2/" + name + "/referrers/" + subject + "?last=" + last + parameter("artifactType", artifactType)
                + parameter("ns", namespace) + ">; rel=\"next\"";
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : '&' + name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
