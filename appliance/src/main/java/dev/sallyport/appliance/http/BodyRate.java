package dev.sallyport.appliance.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection on which a request's body comes too slowly: whoever reads it holds a place that others wait for. Only time
 * counts in which the server waited for the client, not that in which it had enough to do with what came.
 *
 * <p>One per connection, used by its event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the connection ends either way
final class BodyRate extends ChannelDuplexHandler {
    /** A window counts if the server waited for this part of it: nine tenths. */
    private static final double WAITED_PART = 0.9;

    private final long windowNanos;
    private final int least;
    private final RequestGate gate;
    private boolean arriving;
    private long came;
    private long waited;
    private long waitingSince;
    private boolean waiting;
    private @Nullable Future<?> look;

    BodyRate(Limits limits, RequestGate gate) {
        this.windowNanos = limits.bodyWindow().toNanos();
        this.least = limits.bodyBytes();
        this.gate = gate;
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (arriving && !waiting) {
            waiting = true;
            waitingSince = System.nanoTime();
        }
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        stopWaiting();
        if (message instanceof HttpRequest) {
            arriving = true;
        }
        if (message instanceof HttpContent content) {
            came += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent) {
            arriving = false;
            cancel();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (arriving && look == null) {
            beginWindow(context);
        }
        context.fireChannelReadComplete();
    }

    private void beginWindow(ChannelHandlerContext context) {
        came = 0;
        waited = 0;
        look = context.executor().schedule(() -> windowOver(context), windowNanos, TimeUnit.NANOSECONDS);
    }

    private void windowOver(ChannelHandlerContext context) {
        look = null;
        boolean wasWaiting = waiting;
        stopWaiting();
        if (came < least && waited >= windowNanos * WAITED_PART) {
            end(context);
        } else {
            beginWindow(context);
            waiting = wasWaiting;
            waitingSince = System.nanoTime();
        }
    }

    private void end(ChannelHandlerContext context) {
        if (gate.hasBegunAnswer()) {
            context.close();
            return;
        }
        Exchange exchange = Exchange.current(context.channel());
        if (exchange != null) {
            exchange.status = HttpResponseStatus.REQUEST_TIMEOUT.code();
        }
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT, Unpooled.EMPTY_BUFFER);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    private void stopWaiting() {
        if (waiting) {
            waited += System.nanoTime() - waitingSince;
            waiting = false;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    private void cancel() {
        if (look != null) {
            look.cancel(false);
            look = null;
        }
    }
}
