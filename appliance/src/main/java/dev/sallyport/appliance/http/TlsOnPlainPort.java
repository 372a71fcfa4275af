package dev.sallyport.appliance.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a TLS client away from the plain port at its first byte.
 *
 * <p>Container clients often try TLS first. Left alone, the HTTP decoder would wait for the end of a line that a
 * ClientHello need not have. The answer is readable HTTP, because that is how the clients' TLS libraries recognise
 * that they should have spoken plain HTTP.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the connection ends either way
final class TlsOnPlainPort extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsOnPlainPort.class);
    private static final int TLS_HANDSHAKE_RECORD = 0x16;
    private static final byte[] ANSWER = """
            HTTP/1.0 400 Bad Request\r
            Content-Type: text/plain\r
            Connection: close\r
            \r
            This port speaks plain HTTP, not TLS.
            """.getBytes(StandardCharsets.US_ASCII);

    private static final AtomicBoolean LOGGED = new AtomicBoolean();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes
                && bytes.isReadable()
                && bytes.getUnsignedByte(bytes.readerIndex()) == TLS_HANDSHAKE_RECORD) {
            bytes.release();
            if (LOGGED.compareAndSet(false, true)) {
                LOG.info(
                        "{} spoke TLS to the plain port; clients may try that first",
                        context.channel().remoteAddress());
            }
            context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }
}
