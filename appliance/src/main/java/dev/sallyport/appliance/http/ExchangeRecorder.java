package dev.sallyport.appliance.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Measures every exchange of a connection and hands it to the metrics and the access log when its answer has left, or when
 * the connection ended before. Stands behind {@link RequestGate}, so that there is one exchange at a time. One per connection,
 * used by its event loop alone.
 */
final class ExchangeRecorder extends ChannelDuplexHandler {
    private final RequestMetrics metrics;
    private final @Nullable AccessLog log;
    private @Nullable Exchange current;

    ExchangeRecorder(RequestMetrics metrics, @Nullable AccessLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            current = new Exchange(request);
            Exchange.setCurrent(context.channel(), current);
        }
        if (message instanceof HttpContent content && current != null) {
            current.received += content.content().readableBytes();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        Exchange exchange = current;
        if (exchange == null) {
            super.write(context, message, promise);
            return;
        }
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            exchange.status = response.status().code();
        }
        if (message instanceof FileRegion region) {
            promise.addListener(written -> exchange.sent += written.isSuccess() ? region.count() : sentOf(region));
        } else if (message instanceof ByteBufHolder content) {
            exchange.sent += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent && exchange.status != 0) {
            current = null;
            // Once it has left the process; a slow client's answer takes as long as that.
            context.write(message, promise.unvoid()).addListener(written -> finish(context, exchange));
        } else {
            super.write(context, message, promise);
        }
    }

    private static long sentOf(FileRegion region) {
        return region instanceof DefaultFileRegion file ? file.transferred() : 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        Exchange exchange = current;
        if (exchange != null) {
            current = null;
            finish(context, exchange);
        }
    }

    private void finish(ChannelHandlerContext context, Exchange exchange) {
        long nanos = System.nanoTime() - exchange.started;
        metrics.count(exchange, nanos);
        if (log != null) {
            log.add(context.channel().remoteAddress(), exchange, nanos);
        }
    }
}
