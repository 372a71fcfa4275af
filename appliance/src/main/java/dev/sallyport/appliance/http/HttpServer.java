package dev.sallyport.appliance.http;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.http.ssl.CertificateProvider;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running server. It serves every controller on the class path; what those need and cannot make themselves is given to
 * {@link #start}. Safe for use by many threads.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int LONGEST_REQUEST_LINE = 8 << 10;
    private static final int LARGEST_HEADERS = 32 << 10;
    private static final int LARGEST_CHUNK = 64 << 10;
    private static final long LARGEST_UPLOAD = 1L << 50;
    private static final long LARGEST_BUFFERED_BODY = 8 << 20;
    private static final int BLOCKING_THREADS = 64;
    private static final long STOP_SECONDS = 15;
    private static final List<String> TRANSPORTS = List.of("epoll", "nio");

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final ServerSettings settings;
    private final int port;
    private final @Nullable TlsReload reload;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(
            ApplicationContext context, EmbeddedServer server, ServerSettings settings, @Nullable TlsReload reload) {
        this.context = context;
        this.server = server;
        this.settings = settings;
        this.port = server.getPort();
        this.reload = reload;
    }

    /**
     * Starts to listen; returns when connections are accepted.
     *
     * @param services what controllers take in their constructors; closed by the caller, after the server
     * @throws PlainListenException for plain HTTP on an address that is not loopback
     * @throws TlsFilesException if the certificate or key cannot be used
     * @throws ListenException if the address cannot be had
     */
    public static HttpServer start(ServerSettings settings, Object... services)
            throws PlainListenException, TlsFilesException, ListenException {
        TlsIdentity identity = settings.tls() == null ? null : TlsIdentity.read(settings.tls());
        if (identity == null && !settings.address().isLoopbackAddress()) {
            throw new PlainListenException(settings.address().getHostAddress());
        }
        // Nothing but the command line decides: no environment variable, no file that happens to lie on the class path.
        ApplicationContext context = ApplicationContext.builder()
                .environmentPropertySource(false)
                .enableDefaultPropertySources(false)
                .deduceEnvironment(false)
                .banner(false)
                .properties(properties(settings))
                .singletons(services)
                .build();
        try {
            if (identity != null) {
                context.registerSingleton(CertificateProvider.class, identity, Qualifiers.byName(TlsIdentity.NAME));
            }
            context.start();
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            TlsFiles files = settings.tls();
            return new HttpServer(
                    context,
                    server,
                    settings,
                    identity == null || files == null ? null : new TlsReload(files, identity).start());
        } catch (ServerStartupException e) {
            context.close();
            throw new ListenException(hostAndPort(settings.address(), settings.port()), reason(e), e);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static Map<String, Object> properties(ServerSettings settings) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("micronaut.server.host", settings.address().getHostAddress());
        properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
        // Regions of files do not fit into HTTP/2's frames.
        properties.put("micronaut.server.http-version", "1.1");
        properties.put("micronaut.server.idle-timeout", settings.idleTimeout());
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
            if (settings.tls().clientAuthorities() != null) {
                properties.put("micronaut.server.ssl.trust-name", TlsIdentity.NAME);
                properties.put("micronaut.server.ssl.client-authentication", "want");
            }
        }
        return properties;
    }

    /** Where clients reach it from this machine, without a path. */
    public URI uri() {
        return URI.create((settings.tls() == null ? "http" : "https") + "://" + hostAndPort(settings.address(), port));
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /**
     * Stops listening, closes every connection, also one in the middle of an answer, and waits until no request is worked on.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (reload != null) {
            reload.close();
        }
        context.getBean(Connections.class).close(STOP_SECONDS);
        end(context.getBean(ExecutorService.class, Qualifiers.byName(TaskExecutors.BLOCKING)));
        server.stop();
        context.close();
    }

    /** Requests that are still worked on find their connections closed and end. */
    private static void end(ExecutorService blocking) {
        blocking.shutdown();
        try {
            if (!blocking.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Requests are still worked on after {} seconds; they are interrupted", STOP_SECONDS);
                blocking.shutdownNow();
            }
        } catch (InterruptedException e) {
            blocking.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static String hostAndPort(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (address instanceof Inet6Address ? '[' + host + ']' : host) + ':' + port;
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        @Nullable String message = deepest.getMessage();
        return message == null ? deepest.getClass().getSimpleName() : message;
    }
}
