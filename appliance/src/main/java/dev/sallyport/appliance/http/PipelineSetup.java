package dev.sallyport.appliance.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Adds this package's handlers to every connection that the server accepts. */
@Singleton
final class PipelineSetup implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Connections connections;

    PipelineSetup(Connections connections) {
        this.connections = connections;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(connections, null));
        return event.getBean();
    }

    private record Customizer(
            Connections connections, @Nullable Channel channel) implements NettyServerCustomizer {
        private static final String IDLE = ChannelPipelineCustomizer.HANDLER_IDLE_STATE;
        private static final String INBOUND = ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND;

        @Override
        public NettyServerCustomizer specializeForChannel(Channel accepted, ChannelRole role) {
            connections.add(accepted);
            return new Customizer(connections, accepted);
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel == null) {
                throw new IllegalStateException("a pipeline was built without a channel");
            }
            ChannelPipeline pipeline = channel.pipeline();
            IdleStateHandler idle = pipeline.get(IdleStateHandler.class);
            pipeline.replace(idle, IDLE, new StallTimeout(idle.getAllIdleTimeInMillis()));
            pipeline.addBefore(INBOUND, "request-gate", new RequestGate());
            pipeline.addBefore(INBOUND, "blob-sender", new BlobSender());
            if (pipeline.get(SslHandler.class) == null) {
                pipeline.addFirst("tls-on-plain-port", new TlsOnPlainPort());
            }
        }
    }
}
