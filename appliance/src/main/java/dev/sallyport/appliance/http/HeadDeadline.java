package dev.sallyport.appliance.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose client does not finish the head of a request in time: it could otherwise be kept for ever with a
 * byte a minute. A new connection owes a head from its beginning, an old one from the first byte of the next head.
 *
 * <p>Stands before the HTTP decoder, which hands on what it has decoded before this one goes on. One per connection, used by
 * its event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the connection ends either way
final class HeadDeadline extends ChannelInboundHandlerAdapter {
    private static final byte[] ANSWER =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Duration allowed;
    private final RequestGate gate;
    private @Nullable Future<?> deadline;

    HeadDeadline(Duration allowed, RequestGate gate) {
        this.allowed = allowed;
        this.gate = gate;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        start(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        long before = gate.heads();
        boolean ofBody = gate.arriving();
        context.fireChannelRead(message);
        if (gate.heads() != before) {
            cancel();
        } else if (!ofBody && deadline == null) {
            start(context);
        }
    }

    private void start(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> missed(context), allowed.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void missed(ChannelHandlerContext context) {
        deadline = null;
        if (gate.isAnswering()) {
            // The client is still given the answer to an earlier request, perhaps for hours.
            start(context);
        } else {
            context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
