package dev.sallyport.appliance.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The numbers, for Prometheus: to this machine itself, and to others that have the administrator's token. A request that a
 * proxy forwarded does not come from this machine, whatever its address.
 */
@Controller("/metrics")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class MetricsController {
    private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "Via");

    private final Metrics metrics;
    private final List<MetricsAccess> access;
    private final ErrorAnswers errors;

    MetricsController(Metrics metrics, List<MetricsAccess> access, ErrorAnswers errors) {
        this.metrics = metrics;
        this.access = List.copyOf(access);
        this.errors = errors;
    }

    @Get
    HttpResponse<byte[]> get(HttpRequest<?> request) {
        if (!mayRead(request)) {
            MutableHttpResponse<byte[]> refusal = HttpResponse.<byte[]>status(HttpStatus.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"metrics\"");
            return errors.answer(request, refusal, "the metrics are for this machine and for its administrator");
        }
        return HttpResponse.ok(metrics.text().getBytes(StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_TYPE, MetricsText.CONTENT_TYPE);
    }

    private boolean mayRead(HttpRequest<?> request) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return isLocal(request) || access.stream().anyMatch(admission -> admission.admits(authorization));
    }

    private static boolean isLocal(HttpRequest<?> request) {
        InetAddress remote = request.getRemoteAddress().getAddress();
        return remote != null
                && remote.isLoopbackAddress()
                && FORWARDED.stream().noneMatch(header -> request.getHeaders().contains(header));
    }
}
