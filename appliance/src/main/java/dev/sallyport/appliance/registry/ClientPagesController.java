package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.access.PublicUrl;
import dev.sallyport.appliance.clients.ClientFile;
import dev.sallyport.appliance.clients.ClientFiles;
import dev.sallyport.appliance.clients.ClientHandouts;
import dev.sallyport.appliance.clients.ClientKind;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files of clients, for whoever can reach the appliance: {@code /clients/} lists the clients, {@code /clients/podman/} its files,
 * one path on each line, and below that is each file. They name the appliance by
 * its public URL, else as the request's {@code Host} does.
 */
@Controller("/clients")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ClientPagesController {
    private static final MediaType TEXT = MediaType.of("text/plain; charset=utf-8");
    private static final String PREFIX = "/clients/";

    private final ClientHandouts handouts;
    private final Access access;

    ClientPagesController(ClientHandouts handouts, Access access) {
        this.handouts = handouts;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request) throws IOException {
        if (!isOpen()) {
            return notFound();
        }
        return ok(
                request,
                Arrays.stream(ClientKind.values())
                        .map(kind -> PREFIX + kind.text() + "/\n")
                        .collect(Collectors.joining()));
    }

    // They name what is published here: who may not see all of that gets them from an administrator.
    private boolean isOpen() throws IOException {
        return access.may(new Caller.Anonymous(), Permission.PULL);
    }

    @Get("/{+path}")
    HttpResponse<byte[]> get(HttpRequest<?> request, String path) throws IOException {
        if (!isOpen()) {
            return notFound();
        }
        return file(request, path);
    }

    private HttpResponse<byte[]> file(HttpRequest<?> request, String asked) throws IOException {
        int slash = asked.indexOf('/');
        Optional<ClientKind> kind = ClientKind.of(slash < 0 ? asked : asked.substring(0, slash));
        Optional<String> host = host(request);
        if (kind.isEmpty() || host.isEmpty() || !handouts.mayBeCalled(host.get())) {
            return notFound();
        }
        List<ClientFile> files = ClientFiles.of(kind.get(), handouts.facts(host.get()));
        String name = slash < 0 ? "" : asked.substring(slash + 1);
        if (name.isEmpty()) {
            return ok(
                    request,
                    files.stream()
                            .map(file -> PREFIX + kind.get().text() + "/" + file.path() + "\n")
                            .collect(Collectors.joining()));
        }
        return files.stream()
                .filter(file -> file.path().equals(name))
                .findFirst()
                .map(file -> ok(request, file.content()))
                .orElseGet(ClientPagesController::notFound);
    }

    private Optional<String> host(HttpRequest<?> request) {
        PublicUrl url = handouts.publicUrl();
        return url != null
                ? Optional.of(url.host())
                : Optional.ofNullable(request.getHeaders().get(HttpHeaders.HOST))
                        .map(Reference::canonicalHost)
                        .filter(Reference::isCanonicalHost);
    }

    private static HttpResponse<byte[]> ok(HttpRequest<?> request, String text) {
        byte[] body = text.getBytes(UTF_8);
        String tag = '"' + Digest.sha256(body).toString() + '"';
        MutableHttpResponse<byte[]> answer = tag.equals(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH))
                ? HttpResponse.notModified()
                : HttpResponse.ok(body);
        return answer.contentType(TEXT)
                .header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .header(HttpHeaders.VARY, HttpHeaders.HOST)
                .header("X-Content-Type-Options", "nosniff");
    }

    private static HttpResponse<byte[]> notFound() {
        return HttpResponse.<byte[]>notFound()
                .contentType(TEXT)
                .body("there is no such file; /clients/ lists what there is\n".getBytes(UTF_8));
    }
}
