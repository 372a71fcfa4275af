package dev.sallyport.appliance.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every open connection, what listens, and the threads that serve them, so that they can be counted, closed and waited for. The
 * server itself returns from its stop before they are, and its registry of threads makes new ones for whoever asks.
 */
@Singleton
@SuppressWarnings("FutureReturnValueIgnored") // the groups' futures tell when all are closed
final class Connections {
    /** Not 0: a loop that is told to end at once may end without closing its channels. */
    private static final long QUIET_MILLIS = 10;
    /** Kept free for this machine itself. */
    private static final int LOCAL_RESERVE = 16;

    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Set<EventLoopGroup> loops = ConcurrentHashMap.newKeySet();
    private final AtomicInteger admitted = new AtomicInteger();
    private final Metrics.Counter refused;
    private volatile boolean stopping;

    Connections(Metrics metrics) {
        refused = metrics.counter(
                "sallyport_http_refused_connections_total", "Connections refused because too many were open.");
        metrics.gauge("sallyport_http_connections", "Open connections.", admitted::get);
    }

    /** Remembers {@code channel} until it is closed, and its threads. */
    void add(Channel channel) {
        open.add(channel);
        loops.add(channel.eventLoop().parent());
        // The system accepted it just before it was told to listen no more, and whoever stops may not have seen it.
        if (stopping && !(channel instanceof ServerChannel)) {
            channel.eventLoop().execute(() -> stop(channel));
        }
    }

    /** Whether one more connection may be served when {@code most} may be open; if so, it is counted until it is closed. */
    boolean admit(Channel connection, int most) {
        int allowed = isLocal(connection) ? most + LOCAL_RESERVE : most;
        if (admitted.incrementAndGet() > allowed) {
            admitted.decrementAndGet();
            refused.increment();
            return false;
        }
        connection.closeFuture().addListener(closed -> admitted.decrementAndGet());
        return true;
    }

    private static boolean isLocal(Channel connection) {
        return connection.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress() != null
                && remote.getAddress().isLoopbackAddress();
    }

    /** Whether no new work is taken. */
    boolean stopping() {
        return stopping;
    }

    /**
     * Stops listening and closes each connection as soon as what it asked for is answered; returns when all are closed or the
     * deadline has passed.
     *
     * @return how many connections are left
     */
    int drain(Duration deadline) {
        stopping = true;
        long end = System.nanoTime() + deadline.toNanos();
        open.close(ChannelMatchers.isServerChannel()).awaitUninterruptibly(deadline.toMillis());
        for (Channel channel : open) {
            if (!(channel instanceof ServerChannel)) {
                channel.eventLoop().execute(() -> stop(channel));
            }
        }
        open.newCloseFuture().awaitUninterruptibly(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        return open.size();
    }

    private static void stop(Channel channel) {
        ChannelHandlerContext gate = channel.pipeline().context(RequestGate.class);
        if (gate == null) {
            channel.close();
        } else {
            ((RequestGate) gate.handler()).stop(gate);
        }
    }

    /** Stops listening, then closes every connection; returns when that is done and the threads are gone. */
    void close(long seconds) {
        stopping = true;
        open.close(ChannelMatchers.isServerChannel()).awaitUninterruptibly(seconds, TimeUnit.SECONDS);
        open.close().awaitUninterruptibly(seconds, TimeUnit.SECONDS);
        List<Future<?>> ended = new ArrayList<>();
        for (EventLoopGroup group : loops) {
            ended.add(
                    group.shutdownGracefully(QUIET_MILLIS, TimeUnit.SECONDS.toMillis(seconds), TimeUnit.MILLISECONDS));
        }
        ended.forEach(group -> group.awaitUninterruptibly(seconds, TimeUnit.SECONDS));
    }
}
