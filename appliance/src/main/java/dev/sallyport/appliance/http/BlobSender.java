package dev.sallyport.appliance.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends responses that carry a {@link BlobBuffer} from their file; everything else passes unchanged.
 *
 * <p>One per connection, used by its event loop alone. While a blob is on its way the connection is marked not
 * writable, so the server prepares no later response than the next one: a client that pipelines requests and does not
 * read holds one file open, not thousands. What is written all the same waits here for its turn.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise that is handed on has the outcome
final class BlobSender extends ChannelOutboundHandlerAdapter {
    /** Which of the connection's user-defined writability flags is ours. */
    private static final int WRITABILITY_FLAG = 1;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable BlobTransfer current;

    private record Waiting(Object message, ChannelPromise promise) {}

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (current != null) {
            waiting.add(new Waiting(message, promise));
        } else if (message instanceof FullHttpResponse response && response.content() instanceof BlobBuffer content) {
            start(context, response, content, promise);
        } else {
            context.write(message, promise);
        }
    }

    private void start(
            ChannelHandlerContext context, FullHttpResponse response, BlobBuffer content, ChannelPromise promise) {
        boolean encrypted = context.pipeline().get(SslHandler.class) != null;
        BlobTransfer transfer = new BlobTransfer(
                context,
                content.body(),
                encrypted ? BlobTransfer.Way.COPIED : BlobTransfer.Way.REGION,
                cause -> finished(context, response, promise, cause));
        current = transfer;
        setWritable(context.channel(), false);
        transfer.start(response);
    }

    private void finished(
            ChannelHandlerContext context,
            FullHttpResponse response,
            ChannelPromise promise,
            @Nullable Throwable cause) {
        current = null;
        response.release();
        if (cause == null) {
            BlobTransfer.end(context, promise);
            setWritable(context.channel(), true);
            sendWaiting(context);
        } else {
            promise.tryFailure(cause);
            discardWaiting();
            context.close();
        }
    }

    private void sendWaiting(ChannelHandlerContext context) {
        boolean written = false;
        while (current == null && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            write(context, next.message(), next.promise());
            written = true;
        }
        if (written) {
            context.flush();
        }
    }

    private void discardWaiting() {
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            ReferenceCountUtil.release(next.message());
            next.promise().tryFailure(new ClosedChannelException());
        }
    }

    private static void setWritable(Channel channel, boolean writable) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound != null) { // null once the connection is closed
            outbound.setUserDefinedWritability(WRITABILITY_FLAG, writable);
        }
    }
}
