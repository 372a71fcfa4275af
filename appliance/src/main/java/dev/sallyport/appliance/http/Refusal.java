package dev.sallyport.appliance.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a connection away that is one too many: on plain HTTP with an answer, on TLS by closing it, since a handshake costs more
 * than what is being saved. The connection stays for a moment, so that the answer is not lost to a reset.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the connection ends either way
final class Refusal extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);
    private static final byte[] ANSWER = """
            HTTP/1.1 503 Service Unavailable\r
            Content-Type: text/plain\r
            Retry-After: 5\r
            Connection: close\r
            \r
            Too many connections; try again later.
            """.getBytes(StandardCharsets.US_ASCII);

    private static final long LINGER_MILLIS = 500;
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();
    private static final AtomicLong NEXT_LOG = new AtomicLong(System.nanoTime());

    private final boolean withAnswer;

    Refusal(boolean withAnswer) {
        this.withAnswer = withAnswer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        logOnceAMinute(context.channel());
        // Not now: the pipeline is not complete yet.
        context.executor().execute(() -> refuse(context));
    }

    private void refuse(ChannelHandlerContext context) {
        if (!withAnswer || !(context.channel() instanceof DuplexChannel channel)) {
            context.close();
            return;
        }
        context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(written -> channel.shutdownOutput());
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void logOnceAMinute(Channel channel) {
        long now = System.nanoTime();
        long next = NEXT_LOG.get();
        if (now - next >= 0 && NEXT_LOG.compareAndSet(next, now + LOG_NANOS)) {
            LOG.warn("Too many connections: {} is turned away, and others may be", channel.remoteAddress());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }
}
