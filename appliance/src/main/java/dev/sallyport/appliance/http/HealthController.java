package dev.sallyport.appliance.http;

import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Head;
import io.micronaut.http.annotation.Produces;
import java.util.List;
import java.util.Optional;

/**
 * Whether the process lives and whether it takes work, for load balancers and supervisors. Anybody may ask; the answer says
 * nothing else. Answered by the event loop, so that it comes even when every other thread is busy.
 */
@Controller("/health")
@Produces(MediaType.ALL)
final class HealthController {
    private final Connections connections;
    private final List<Readiness> checks;

    HealthController(Connections connections, List<Readiness> checks) {
        this.connections = connections;
        this.checks = List.copyOf(checks);
    }

    @Get(uri = "/live", headRoute = false)
    HttpResponse<byte[]> live() {
        return answer(HttpStatus.OK, new JsonWriter().put("status", "up"), true);
    }

    @Head(uri = "/live")
    HttpResponse<byte[]> headLive() {
        return answer(HttpStatus.OK, new JsonWriter().put("status", "up"), false);
    }

    @Get(
            uris = {"", "/ready"},
            headRoute = false)
    HttpResponse<byte[]> ready() {
        return readiness(true);
    }

    @Head(uris = {"", "/ready"})
    HttpResponse<byte[]> headReady() {
        return readiness(false);
    }

    private HttpResponse<byte[]> readiness(boolean withBody) {
        Optional<String> refusal = refusal();
        JsonWriter body = new JsonWriter().put("status", refusal.isEmpty() ? "up" : "down");
        refusal.ifPresent(reason -> body.put("reason", reason));
        return answer(refusal.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, body, withBody);
    }

    private Optional<String> refusal() {
        if (connections.stopping()) {
            return Optional.of("the server is stopping");
        }
        return checks.stream().map(Readiness::refusal).flatMap(Optional::stream).findFirst();
    }

    private static HttpResponse<byte[]> answer(HttpStatus status, JsonWriter json, boolean withBody) {
        byte[] body = json.toBytes();
        MutableHttpResponse<byte[]> answer = HttpResponse.<byte[]>status(status)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentLength(body.length);
        return withBody ? answer.body(body) : answer;
    }
}
