package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.store.RepositoryList;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/search} and {@code /v1/_ping}: what is left of the first version of the registry's API, because {@code docker search}
 * and {@code podman search} ask for it. The answers are as small as those clients need them.
 */
@Controller("/v1")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SearchController {
    private static final int USUAL = 25;
    private static final int MOST = 100;
    private static final int MOST_PAGES = 10_000;
    private static final int LONGEST_QUERY = 255;
    private static final String OFFICIAL = "docker.io/library/";

    private final RepositoryList repositories;

    SearchController(RepositoryList repositories) {
        this.repositories = repositories;
    }

    /** docker asks here first, and takes a registry that has no index for one that cannot be searched. */
    @Get(uri = "/_ping", headRoute = false)
    HttpResponse<byte[]> ping(HttpRequest<?> request) throws RegistryException, IOException {
        RequestAccess.of(request).caller();
        return HttpResponse.ok("true".getBytes(StandardCharsets.US_ASCII))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("X-Docker-Registry-Version", "0.6.0")
                .header("X-Docker-Registry-Standalone", "true");
    }

    @Get(uri = "/search", headRoute = false)
    HttpResponse<byte[]> search(HttpRequest<?> request) throws RegistryException, IOException {
        String query = query(request.getParameters().get("q"));
        int size = PageSize.parse("n", request.getParameters().get("n"), USUAL, MOST);
        int page = Math.max(1, PageSize.parse("page", request.getParameters().get("page"), 1, MOST_PAGES));
        List<RepositoryName> found = repositories.search(query, ReadableNames.of(request), (page - 1) * size, size);
        byte[] body = new JsonWriter()
                .put("query", query)
                .put("num_results", found.size())
                .put("page", page)
                .put("page_size", size)
                .putAll("results", found, SearchController::result)
                .toBytes();
        return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    // Names are in lower case; what is longer than any name is found nowhere.
    private static String query(@Nullable String text) {
        String query = text == null ? "" : text.toLowerCase(Locale.ROOT).strip();
        return query.length() > LONGEST_QUERY ? query.substring(0, LONGEST_QUERY) : query;
    }

    private static JsonObject result(RepositoryName name) {
        return new JsonWriter()
                .put("name", name.value())
                .put("description", name.startsWithHost() ? "from " + name.upstreamName() : "pushed here")
                .put("star_count", 0)
                .put("is_official", name.value().startsWith(OFFICIAL))
                .put("is_automated", false)
                .toObject();
    }
}
