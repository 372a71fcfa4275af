package dev.sallyport.appliance.http;

import dev.sallyport.appliance.http.AnswerCache.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers plain requests from the {@link AnswerCache}, and fills it with what controllers answer to them. A request with a
 * header that could make its answer another one goes on to the controller. One per connection, used by its event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the recorder before this sees how writing went
final class AnswerReplay extends ChannelDuplexHandler {
    private static final List<AsciiString> MATTERING = List.of(
            HttpHeaderNames.AUTHORIZATION,
            HttpHeaderNames.RANGE,
            HttpHeaderNames.IF_NONE_MATCH,
            HttpHeaderNames.IF_MATCH,
            HttpHeaderNames.IF_RANGE,
            HttpHeaderNames.IF_MODIFIED_SINCE,
            HttpHeaderNames.IF_UNMODIFIED_SINCE,
            HttpHeaderNames.CONNECTION,
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.EXPECT,
            HttpHeaderNames.COOKIE);

    private final AnswerCache cache;
    private final RequestGate gate;
    private boolean answered;
    private boolean flushWanted;
    private @Nullable String key;
    private long asOf;

    AnswerReplay(AnswerCache cache, RequestGate gate) {
        this.cache = cache;
        this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            key = cache.enabled() && mayBeKnown(request) ? keyOf(request) : null;
            answered = key != null && answer(context, key);
        }
        if (!answered) {
            context.fireChannelRead(message);
        } else if (message instanceof HttpContent) {
            ReferenceCountUtil.release(message);
            answered = !(message instanceof LastHttpContent);
        }
    }

    private boolean mayBeKnown(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return (HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method()))
                && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                && request.decoderResult().isSuccess()
                && !gate.isStopping()
                && MATTERING.stream().noneMatch(headers::contains);
    }

    private static String keyOf(HttpRequest request) {
        return request.method().name()
                + ' '
                + request.uri()
                + '\n'
                + request.headers().getAll(HttpHeaderNames.HOST);
    }

    private boolean answer(ChannelHandlerContext context, String asked) {
        asOf = cache.version();
        Answer answer = cache.find(asked, asOf);
        if (answer == null) {
            return false;
        }
        FullHttpResponse response = again(answer);
        if (response == null) {
            return false;
        }
        key = null;
        Exchange exchange = Exchange.current(context.channel());
        if (exchange != null) {
            exchange.route(answer.route());
        }
        context.write(response);
        flushWanted = true;
        return true;
    }

    private static @Nullable FullHttpResponse again(Answer answer) {
        BlobBody.Again blob = answer.blob();
        if (blob == null) {
            return response(answer, Unpooled.wrappedBuffer(answer.body()), answer.headers());
        }
        BlobBody body = blob.open();
        // Who sends it writes its length into the headers.
        return body == null
                ? null
                : response(answer, new BlobBuffer(body), answer.headers().copy());
    }

    private static FullHttpResponse response(Answer answer, ByteBuf content, HttpHeaders headers) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, answer.status(), content, headers, EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (flushWanted) {
            flushWanted = false;
            context.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (key != null && message instanceof FullHttpResponse response) {
            keep(context, key, response);
            key = null;
        }
        super.write(context, message, promise);
    }

    private void keep(ChannelHandlerContext context, String asked, FullHttpResponse response) {
        Exchange exchange = Exchange.current(context.channel());
        if (exchange == null
                || !exchange.reusable()
                || !HttpResponseStatus.OK.equals(response.status())
                || response.content().readableBytes() > AnswerCache.LARGEST_BODY
                || response.headers().contains(HttpHeaderNames.CONNECTION)
                || response.headers().contains(HttpHeaderNames.SET_COOKIE)) {
            return;
        }
        BlobBody.Again blob = null;
        if (response.content() instanceof BlobBuffer content) {
            blob = content.body().again();
            if (blob == null) {
                return;
            }
        }
        Answer answer = new Answer(
                response.status(),
                response.headers().copy(),
                ByteBufUtil.getBytes(response.content()),
                blob,
                exchange.route(),
                System.nanoTime());
        cache.keep(asked, asOf, answer);
    }
}
