package dev.sallyport.appliance.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends responses that carry a {@link BlobBuffer} from their file; everything else passes unchanged. {@link RequestGate}
 * sees to it that nothing else is written while a blob is on its way.
 *
 * <p>One per connection, used by its event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise that is handed on has the outcome
final class BlobSender extends ChannelOutboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(BlobSender.class);

    private boolean sending;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (sending) {
            ReferenceCountUtil.release(message);
            throw new IllegalStateException("Written into the middle of a blob: " + message.getClass());
        }
        if (message instanceof FullHttpResponse response && response.content() instanceof BlobBuffer content) {
            send(context, response, content.body(), promise);
        } else {
            super.write(context, message, promise);
        }
    }

    private void send(ChannelHandlerContext context, FullHttpResponse response, BlobBody body, ChannelPromise promise) {
        boolean encrypted = context.pipeline().get(SslHandler.class) != null;
        BlobTransfer.Way way = encrypted ? BlobTransfer.Way.COPIED : BlobTransfer.Way.REGION;
        sending = true;
        cork(context.channel(), true);
        new BlobTransfer(context, body, way, cause -> finish(context, response, promise, cause)).start(response);
    }

    private void finish(
            ChannelHandlerContext context,
            FullHttpResponse response,
            ChannelPromise promise,
            @Nullable Throwable cause) {
        sending = false;
        response.release();
        cork(context.channel(), false);
        if (cause == null) {
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, promise);
        } else {
            LOG.debug("{}: a blob was not sent to its end", context.channel().remoteAddress(), cause);
            promise.tryFailure(cause);
            context.close();
        }
    }

    /**
     * While corked the kernel sends full segments only. A region goes to the socket in runs of pages that are a little longer
     * than a segment, and without the cork each run's rest leaves, and wakes the client, by itself: a third less throughput
     * for a single client on loopback. Taking the cork off sends what is left.
     */
    private static void cork(Channel channel, boolean corked) {
        if (channel instanceof EpollSocketChannel socket && socket.isOpen()) {
            socket.config().setTcpCork(corked);
        }
    }
}
