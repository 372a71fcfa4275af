package dev.sallyport.appliance.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Every open connection, what listens, and the threads that serve them, so that they can be closed and waited for. The server
 * itself returns from its stop before they are, and its registry of threads makes new ones for whoever asks.
 */
@Singleton
final class Connections {
    /** Not 0: a loop that is told to end at once may end without closing its channels. */
    private static final long QUIET_MILLIS = 10;

    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Set<EventLoopGroup> loops = ConcurrentHashMap.newKeySet();

    /** Remembers {@code channel} until it is closed, and its threads. */
    void add(Channel channel) {
        open.add(channel);
        loops.add(channel.eventLoop().parent());
    }

    /** Stops listening, then closes every connection; returns when that is done and the threads are gone. */
    void close(long seconds) {
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
