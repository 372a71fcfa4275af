package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ConnectionsTest {
    @Test
    void closesAConnectionThatWasAcceptedAsTheServerBeganToStop() throws Exception {
        Connections connections = new Connections(new Metrics());
        EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        try {
            connections.drain(Duration.ZERO);
            LocalChannel late = new LocalChannel();
            late.pipeline().addLast(new ChannelInboundHandlerAdapter());
            threads.register(late).sync();
            connections.add(late);
            assertThat(late.closeFuture().await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }
}
