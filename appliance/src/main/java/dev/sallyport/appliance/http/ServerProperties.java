package dev.sallyport.appliance.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the server underneath is set up. */
final class ServerProperties {
    private static final int LONGEST_REQUEST_LINE = 8 << 10;
    private static final int LARGEST_HEADERS = 32 << 10;
    private static final int LARGEST_CHUNK = 64 << 10;
    private static final long LARGEST_UPLOAD = 1L << 50;
    private static final long LARGEST_BUFFERED_BODY = 8 << 20;
    private static final int BLOCKING_THREADS = 64;
    private static final List<String> TRANSPORTS = List.of("epoll", "nio");

    private ServerProperties() {}

    static Map<String, Object> of(ServerSettings settings) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("micronaut.server.host", settings.address().getHostAddress());
        properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
        // Regions of files do not fit into HTTP/2's frames.
        properties.put("micronaut.server.http-version", "1.1");
        properties.put("micronaut.server.idle-timeout", settings.limits().idle());
        properties.put("micronaut.server.max-request-size", LARGEST_UPLOAD);
        properties.put("micronaut.server.max-request-buffer-size", LARGEST_BUFFERED_BODY);
        properties.put("micronaut.server.netty.max-initial-line-length", LONGEST_REQUEST_LINE);
        properties.put("micronaut.server.netty.max-header-size", LARGEST_HEADERS);
        properties.put("micronaut.server.netty.max-chunk-size", LARGEST_CHUNK);
        // Clients must get the bytes that digests cover, and so must the store.
        properties.put("micronaut.server.netty.compression-threshold", -1);
        properties.put("micronaut.server.netty.request-decompression-enabled", false);
        properties.put("micronaut.netty.event-loops.default.transport", TRANSPORTS);
        properties.put("micronaut.netty.event-loops.parent.transport", TRANSPORTS);
        properties.put("micronaut.netty.event-loops.default.shutdown-quiet-period", Duration.ZERO);
        properties.put("micronaut.netty.event-loops.parent.shutdown-quiet-period", Duration.ZERO);
        properties.put("micronaut.netty.event-loops.parent.num-threads", 1);
        // Where blocking work is done as long as Java has no virtual threads; by default it has no bound.
        properties.put("micronaut.executors.io.type", "fixed");
        properties.put("micronaut.executors.io.number-of-threads", BLOCKING_THREADS);
        if (settings.tls() != null) {
            properties.put("micronaut.server.ssl.enabled", true);
            properties.put("micronaut.server.ssl.port", settings.port() == 0 ? -1 : settings.port());
            properties.put("micronaut.server.ssl.key-name", TlsIdentity.NAME);
        }
        return properties;
    }
}
