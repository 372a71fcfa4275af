package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a repository, in pages; with {@code derived=true} those too that derive from them.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags">listing tags</a>
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TagsController {
    /** Also when the client asks for more or does not say: not every client follows a Link, so the page is large. */
    private static final int LARGEST_PAGE = 10_000;

    private final NameResolution names;
    private final PublishedContent published;

    TagsController(NameResolution names, PublishedContent published) {
        this.names = names;
        this.published = published;
    }

    @Get(uri = "/{+name}/tags/list", headRoute = false)
    HttpResponse<byte[]> list(HttpRequest<?> request, String name) throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.of(names, request, name);
        int size = PageSize.parse("n", request.getParameters().get("n"), LARGEST_PAGE, LARGEST_PAGE);
        String last = request.getParameters().get("last");
        boolean derived = Boolean.parseBoolean(request.getParameters().get("derived"));
        List<Tag> found = find(asked.repository(), last, size + 1);
        if (derived) {
            found = Stream.concat(found.stream(), published.derivedTags(asked.repository(), last, size + 1).stream())
                    .sorted()
                    .distinct()
                    .limit(size + 1L)
                    .toList();
        }
        List<Tag> page = found.subList(0, Math.min(size, found.size()));
        byte[] body = new JsonWriter()
                .put("name", name)
                .putAll("tags", page, tag -> Json.of(tag.name()))
                .toBytes();
        MutableHttpResponse<byte[]> answer = HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
        if (!page.isEmpty() && found.size() > page.size()) {
            answer.header(HttpHeaders.LINK, next(name, page.get(page.size() - 1), size, asked.namespace(), derived));
        }
        return asked.echoNamespace(answer);
    }

    private List<Tag> find(RepositoryName repository, @Nullable String after, int limit)
            throws RegistryException, IOException {
        return published
                .tags(repository, after, limit)
                .orElseThrow(() -> new RegistryException(
                        RegistryErrorCode.NAME_UNKNOWN,
                        "repository " + repository + " is not here",
                        Map.of("name", repository.value())));
    }

    /** Relative to the host, so that it holds behind any name. */
    private static String next(String name, Tag last, int size, @Nullable String namespace, boolean derived) {
        String ns = namespace == null ? "" : "&ns=" + URLEncoder.encode(namespace, StandardCharsets.UTF_8);
        return "</v2/" + name + "/tags/list?n=" + size + "&last=" + last + ns + (derived ? "&derived=true" : "")
                + ">; rel=\"next\"";
    }
}
