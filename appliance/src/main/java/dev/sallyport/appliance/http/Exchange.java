package dev.sallyport.appliance.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer as they are measured and logged. Made and finished by the connection's event loop; what a
 * controller's thread adds meanwhile is volatile.
 */
final class Exchange {
    private static final AttributeKey<Exchange> CURRENT = AttributeKey.valueOf(Exchange.class, "current");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CORRELATION_BYTES = 8;

    final io.netty.handler.codec.http.HttpRequest request;
    final long started = System.nanoTime();
    long received;
    long sent;
    int status;
    private volatile String route = RequestMetrics.NO_ROUTE;
    private volatile @Nullable String user;
    private volatile @Nullable String correlation;
    private volatile boolean reusable;

    Exchange(io.netty.handler.codec.http.HttpRequest request) {
        this.request = request;
    }

    /** The one that is going on there; {@link RequestGate} sees to it that there is one alone. */
    static @Nullable Exchange current(Channel channel) {
        return channel.attr(CURRENT).get();
    }

    static void setCurrent(Channel channel, @Nullable Exchange exchange) {
        channel.attr(CURRENT).set(exchange);
    }

    /** The one that {@code request} belongs to; null where the request did not come through a connection. */
    static @Nullable Exchange of(HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> netty
                ? current(netty.getChannelHandlerContext().channel())
                : null;
    }

    String route() {
        return route;
    }

    void route(String template) {
        route = template;
    }

    @Nullable
    String user() {
        return user;
    }

    void user(String name) {
        user = name;
    }

    boolean reusable() {
        return reusable;
    }

    void makeReusable() {
        reusable = true;
    }

    @Nullable
    String correlation() {
        return correlation;
    }

    /** Under which this exchange is found in both logs; the same each time. */
    synchronized String correlate() {
        String known = correlation;
        if (known == null) {
            known = newCorrelation();
            correlation = known;
        }
        return known;
    }

    static String newCorrelation() {
        byte[] number = new byte[CORRELATION_BYTES];
        RANDOM.nextBytes(number);
        return HexFormat.of().formatHex(number);
    }
}
