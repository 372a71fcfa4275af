package dev.sallyport.appliance.http;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.http.ssl.CertificateProvider;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
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
    private static final long STOP_SECONDS = 15;

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final ServerSettings settings;
    private final Metrics metrics;
    private final AccessLogHolder accessLog;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(
            ApplicationContext context,
            EmbeddedServer server,
            ServerSettings settings,
            Metrics metrics,
            AccessLogHolder accessLog) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.context = context;
        this.server = server;
        this.settings = settings;
        this.port = server.getPort();
    }

    /**
     * Starts to listen; returns when connections are accepted.
     *
     * @param services what controllers take in their constructors; closed by the caller, after the server
     * @throws PlainListenException for plain HTTP on an address that is not loopback
     * @throws TlsFilesException if the certificate or key cannot be used
     * @throws ListenException if the address cannot be had
     * @throws AccessLogException if there is to be an access log and it cannot be written
     */
    public static HttpServer start(ServerSettings settings, Object... services)
            throws PlainListenException, TlsFilesException, ListenException, AccessLogException {
        TlsIdentity identity = settings.tls() == null ? null : TlsIdentity.read(settings.tls());
        if (identity == null && !settings.address().isLoopbackAddress()) {
            throw new PlainListenException(settings.address().getHostAddress());
        }
        // Nothing but the command line decides: no environment variable, no file that happens to lie on the class path.
        AccessLogHolder accessLog = new AccessLogHolder(openAccessLog(settings));
        Metrics metrics = new Metrics();
        ApplicationContext context = ApplicationContext.builder()
                .environmentPropertySource(false)
                .enableDefaultPropertySources(false)
                .deduceEnvironment(false)
                .banner(false)
                .properties(ServerProperties.of(settings))
                .singletons(settings.limits(), accessLog, metrics)
                .singletons(services)
                .build();
        try {
            if (identity != null) {
                context.registerSingleton(CertificateProvider.class, identity, Qualifiers.byName(TlsIdentity.NAME));
            }
            context.start();
            return new HttpServer(context, context.getBean(EmbeddedServer.class).start(), settings, metrics, accessLog);
        } catch (ServerStartupException e) {
            accessLog.close();
            context.close();
            throw new ListenException(hostAndPort(settings.address(), settings.port()), reason(e), e);
        } catch (RuntimeException e) {
            accessLog.close();
            context.close();
            throw e;
        }
    }

    private static @Nullable AccessLog openAccessLog(ServerSettings settings) throws AccessLogException {
        AccessLogTarget target = settings.accessLog();
        try {
            return target == null ? null : new AccessLog(target, Clock.systemUTC());
        } catch (IOException e) {
            throw new AccessLogException(target.toString(), e);
        }
    }

    /** Where clients reach it from this machine, without a path. */
    public URI uri() {
        return URI.create((settings.tls() == null ? "http" : "https") + "://" + hostAndPort(settings.address(), port));
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** The numbers it shows; those that are not its own are registered by whoever has them. */
    public Metrics metrics() {
        return metrics;
    }

    /** Opens the access log's file again, if there is one: somebody has moved the old one away. */
    public void reopenAccessLog() {
        AccessLog log = accessLog.log();
        if (log != null) {
            log.reopen();
        }
    }

    /**
     * Stops listening at once, lets what was asked for be answered, but no longer than {@code deadline}, and then closes. Idle
     * connections are closed at once.
     */
    public void stop(Duration deadline) {
        int left = context.getBean(Connections.class).drain(deadline);
        if (left > 0) {
            LOG.warn("{} connections were not done in {} s; they are closed", left, deadline.toSeconds());
        }
        close();
    }

    /**
     * Stops listening, closes every connection, also one in the middle of an answer, and waits until no request is worked on.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        context.getBean(Connections.class).close(STOP_SECONDS);
        end(context.getBean(ExecutorService.class, Qualifiers.byName(TaskExecutors.BLOCKING)));
        end(context.getBean(ExecutorService.class, Qualifiers.byName(RequestBodies.EXECUTOR)));
        server.stop();
        accessLog.close();
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
