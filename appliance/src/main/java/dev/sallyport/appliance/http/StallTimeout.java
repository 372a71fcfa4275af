package dev.sallyport.appliance.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Reports a connection on which nothing has moved for a time, unless the client waits for us. On a slow line one slice of a blob takes longer than that: what
 * has left of it counts, not only its end.
 *
 * <p>Looks twice in that time, because the first look only takes note of how far the output is.
 */
final class StallTimeout extends IdleStateHandler {
    StallTimeout(long millis) {
        super(true, 0, 0, millis / 2, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) throws Exception {
        if (!event.isFirst() && !context.pipeline().get(RequestGate.class).clientWaits()) {
            super.channelIdle(context, event);
        }
    }
}
