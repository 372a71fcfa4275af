package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.store.RepositoryList;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.RepositoryName;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/_catalog}: the repositories that the asker may read, in pages.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/api/#listing-repositories">listing repositories</a>
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RepositoryListController {
    /** Also when the client asks for more or does not say: not every client follows a Link. */
    private static final int LARGEST_PAGE = 10_000;

    private final RepositoryList repositories;

    RepositoryListController(RepositoryList repositories) {
        this.repositories = repositories;
    }

    @Get(uri = "/_catalog", headRoute = false)
    HttpResponse<byte[]> list(HttpRequest<?> request) throws RegistryException, IOException {
        int size = PageSize.parse("n", request.getParameters().get("n"), LARGEST_PAGE, LARGEST_PAGE);
        List<RepositoryName> found =
                find(ReadableNames.of(request), request.getParameters().get("last"), size + 1);
        List<RepositoryName> page = found.subList(0, Math.min(size, found.size()));
        byte[] body = new JsonWriter()
                .putAll("repositories", page, name -> Json.of(name.value()))
                .toBytes();
        MutableHttpResponse<byte[]> answer = HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
        if (!page.isEmpty() && found.size() > page.size()) {
            String last = URLEncoder.encode(page.get(page.size() - 1).value(), StandardCharsets.UTF_8);
            answer.header(HttpHeaders.LINK, "</v2/_catalog?n=" + size + "&last=" + last + ">; rel=\"next\"");
        }
        return answer;
    }

    private List<RepositoryName> find(RepositoryList.Filter mayRead, @Nullable String after, int limit)
            throws IOException {
        List<RepositoryName> found = new ArrayList<>();
        String last = after;
        // Few at first; more at once if most are not for the asker.
        for (int fetched = limit; found.size() < limit; fetched = Math.min(LARGEST_PAGE, 2 * fetched)) {
            List<RepositoryName> page = repositories.page(last, fetched);
            for (RepositoryName name : page) {
                if (found.size() < limit && mayRead.accepts(name)) {
                    found.add(name);
                }
            }
            if (page.size() < fetched) {
                break;
            }
            last = page.get(page.size() - 1).value();
        }
        return found;
    }
}
