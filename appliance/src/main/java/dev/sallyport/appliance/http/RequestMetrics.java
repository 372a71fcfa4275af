package dev.sallyport.appliance.http;

import io.netty.handler.codec.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests by route: how many with which status, how many bytes, how long. A route is the template of a path, of which the
 * program has a fixed number; nothing that a client makes up becomes a label.
 */
@Singleton
final class RequestMetrics {
    /** Of requests that no controller serves. */
    static final String NO_ROUTE = "none";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String OTHER_METHOD = "other";
    /** In milliseconds; the last bucket is all the rest. */
    private static final long[] BOUNDS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000};

    private record Answered(String method, String route, int status) {}

    private static final class Route {
        final LongAdder sent = new LongAdder();
        final LongAdder received = new LongAdder();
        final LongAdder nanos = new LongAdder();
        final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];

        Route() {
            Arrays.setAll(buckets, i -> new LongAdder());
        }
    }

    private final Map<Answered, LongAdder> answered = new ConcurrentHashMap<>();
    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    RequestMetrics(Metrics metrics) {
        metrics.register(
                "sallyport_http_requests_total",
                new Metrics.Family(
                        "Requests by method, route and status; status 0: ended without an answer.",
                        Metrics.Type.COUNTER,
                        this::writeRequests));
        metrics.register(
                "sallyport_http_sent_bytes_total",
                new Metrics.Family(
                        "Bytes of answers' bodies.",
                        Metrics.Type.COUNTER,
                        (text, name) -> routes.forEach(
                                (route, of) -> text.sample(name, List.of("route", route), of.sent.sum()))));
        metrics.register(
                "sallyport_http_received_bytes_total",
                new Metrics.Family(
                        "Bytes of requests' bodies.",
                        Metrics.Type.COUNTER,
                        (text, name) -> routes.forEach(
                                (route, of) -> text.sample(name, List.of("route", route), of.received.sum()))));
        metrics.register(
                "sallyport_http_request_seconds",
                new Metrics.Family(
                        "From a request's head until its answer has left.",
                        Metrics.Type.HISTOGRAM,
                        (text, name) -> routes.forEach((route, of) -> writeHistogram(text, name, route, of))));
    }

    /** Counts an exchange that is over. */
    void count(Exchange exchange, long nanos) {
        Route route = routes.computeIfAbsent(exchange.route(), unused -> new Route());
        route.sent.add(exchange.sent);
        route.received.add(exchange.received);
        route.nanos.add(nanos);
        route.buckets[bucketOf(nanos)].increment();
        answered.computeIfAbsent(
                        new Answered(method(exchange.request.method()), exchange.route(), exchange.status),
                        unused -> new LongAdder())
                .increment();
    }

    private static int bucketOf(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > TimeUnit.MILLISECONDS.toNanos(BOUNDS[bucket])) {
            bucket++;
        }
        return bucket;
    }

    private static String method(HttpMethod method) {
        return METHODS.contains(method.name()) ? method.name() : OTHER_METHOD;
    }

    private void writeRequests(MetricsText text, String name) {
        answered.forEach((of, count) -> text.sample(
                name,
                List.of("method", of.method(), "route", of.route(), "status", Integer.toString(of.status())),
                count.sum()));
    }

    private static void writeHistogram(MetricsText text, String name, String route, Route of) {
        long total = 0;
        for (int i = 0; i < of.buckets.length; i++) {
            total += of.buckets[i].sum();
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i] / 1e3) : "+Inf";
            text.sample(name + "_bucket", List.of("route", route, "le", bound), total);
        }
        text.sample(name + "_sum", List.of("route", route), of.nanos.sum() / 1e9);
        text.sample(name + "_count", List.of("route", route), total);
    }
}
