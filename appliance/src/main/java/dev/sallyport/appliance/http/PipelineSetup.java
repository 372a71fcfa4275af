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

/**
 * Adds this package's handlers to every connection that the server accepts. From the network to the controllers:
 *
 * <pre>
 * tls-on-plain-port or the TLS handler
 * idle timeout       closes what does not move
 * head-deadline      closes what does not finish a request's head
 * HTTP decoder and encoder
 * body-rate          closes what does not go on with a request's body
 * request-gate       one request at a time; the last one when the server stops
 * exchange-recorder  metrics and access log
 * blob-sender        hands files to the kernel
 * answer-replay      gives answers again that cannot have changed
 * </pre>
 */
@Singleton
final class PipelineSetup implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Shared shared;

    PipelineSetup(
            Connections connections,
            Limits limits,
            RequestMetrics metrics,
            AnswerCache answers,
            AccessLogHolder accessLog) {
        shared = new Shared(connections, limits, metrics, answers, accessLog.log());
    }

    /** What all connections have in common. */
    private record Shared(
            Connections connections,
            Limits limits,
            RequestMetrics metrics,
            AnswerCache answers,
            @Nullable AccessLog accessLog) {}

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(shared, null, null));
        return event.getBean();
    }

    private record Customizer(
            Shared shared,
            @Nullable CongestionControl congestion,
            @Nullable Channel channel) implements NettyServerCustomizer {
        private static final String IDLE = ChannelPipelineCustomizer.HANDLER_IDLE_STATE;
        private static final String CODEC = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
        private static final String INBOUND = ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND;

        @Override
        public NettyServerCustomizer specializeForChannel(Channel opened, ChannelRole role) {
            shared.connections().add(opened);
            if (role == ChannelRole.LISTENER) {
                return new Customizer(shared, CongestionControl.of(opened), null);
            }
            if (congestion != null) {
                congestion.apply(opened);
            }
            return new Customizer(shared, congestion, opened);
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel == null) {
                throw new IllegalStateException("a pipeline was built without a channel");
            }
            ChannelPipeline pipeline = channel.pipeline();
            boolean plain = pipeline.get(SslHandler.class) == null;
            if (!shared.connections().admit(channel, shared.limits().connections())) {
                pipeline.addFirst("refusal", new Refusal(plain));
                return;
            }
            IdleStateHandler idle = pipeline.get(IdleStateHandler.class);
            pipeline.replace(idle, IDLE, new StallTimeout(idle.getAllIdleTimeInMillis()));
            RequestGate gate = new RequestGate(shared.connections()::stopping);
            pipeline.addBefore(
                    CODEC, "head-deadline", new HeadDeadline(shared.limits().head(), gate));
            pipeline.addBefore(INBOUND, "body-rate", new BodyRate(shared.limits(), gate));
            pipeline.addBefore(INBOUND, "request-gate", gate);
            pipeline.addBefore(
                    INBOUND, "exchange-recorder", new ExchangeRecorder(shared.metrics(), shared.accessLog()));
            pipeline.addBefore(INBOUND, "blob-sender", new BlobSender());
            pipeline.addBefore(INBOUND, "answer-replay", new AnswerReplay(shared.answers(), gate));
            if (plain) {
                pipeline.addFirst("tls-on-plain-port", new TlsOnPlainPort());
            }
        }
    }
}
