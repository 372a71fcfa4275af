package dev.sallyport.appliance.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Lets a request in when the one before it on the same connection is answered in full.
 *
 * <p>The server itself would work on every request that a packet holds at once: a client that sends hundreds and reads
 * nothing would hold as many threads and files. What waits here is at most one read from the connection; until it is gone
 * no more is read. One per connection, used by its event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that closes needs nobody to wait for it
final class RequestGate extends ChannelDuplexHandler {
    private final Queue<Object> waiting = new ArrayDeque<>();
    private final BooleanSupplier serverStops;
    private boolean answering;
    private boolean received;
    private boolean finalAnswer;
    private boolean readWanted;
    private boolean arriving;
    private boolean stopping;
    private long heads;

    /**
     * @param serverStops whether the server takes no new work: asked at each answer, because an answer may be ready before this
     *     connection is told with {@link #stop}
     */
    RequestGate(BooleanSupplier serverStops) {
        this.serverStops = serverStops;
    }

    /** How many heads of requests came so far, also those that wait. */
    long heads() {
        return heads;
    }

    /** Whether the newest request's body has not come to its end. */
    boolean arriving() {
        return arriving;
    }

    /** Whether a request was let in whose answer is not written in full. */
    boolean isAnswering() {
        return answering;
    }

    /** Whether the answer to the request that was let in has begun. */
    boolean hasBegunAnswer() {
        return answering && finalAnswer;
    }

    /** Whether the connection is to be closed after the requests that came. */
    boolean isStopping() {
        return stopping || serverStops.getAsBoolean();
    }

    /** Whether the client has said everything and waits for us: it is not idle then, however long that takes. */
    boolean clientWaits() {
        return answering && received && !finalAnswer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            arriving = true;
            heads++;
        }
        arriving &= !(message instanceof LastHttpContent);
        if (waiting.isEmpty() && mayPass(message)) {
            pass(context, message);
        } else {
            waiting.add(message);
        }
    }

    /** The body of the request that is being answered goes on; a new request waits. */
    private boolean mayPass(Object message) {
        return !answering || !(message instanceof HttpRequest);
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            answering = true;
            received = false;
            finalAnswer = false;
            // After what it could not decode, the decoder finds no request any more.
            stopping |= request.decoderResult().isFailure();
        }
        received |= message instanceof LastHttpContent;
        context.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (waiting.isEmpty()) {
            context.read();
        } else {
            readWanted = true;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse response) {
            finalAnswer = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
            if (finalAnswer && isLastRequest()) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        boolean last = message instanceof LastHttpContent && finalAnswer;
        if (last && isLastRequest()) {
            context.write(message, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
        } else {
            super.write(context, message, promise);
        }
        if (last) {
            answering = false;
            if (!waiting.isEmpty()) {
                // Not now: the handler that writes is not prepared to be given the next request meanwhile.
                context.executor().execute(() -> letIn(context));
            }
        }
    }

    private void letIn(ChannelHandlerContext context) {
        boolean passed = false;
        while (!waiting.isEmpty() && mayPass(waiting.element())) {
            pass(context, waiting.remove());
            passed = true;
        }
        if (passed) {
            context.fireChannelReadComplete();
        }
        if (waiting.isEmpty() && readWanted) {
            readWanted = false;
            context.read();
        }
    }

    // The rest of the request that is answered may wait too.
    private boolean isLastRequest() {
        return isStopping() && waiting.stream().noneMatch(HttpRequest.class::isInstance);
    }

    /** Closes the connection once all requests that came are answered: at once if there is none. */
    void stop(ChannelHandlerContext context) {
        stopping = true;
        if (!answering && isLastRequest()) {
            // Behind the end of an answer that a slow client has not taken yet: a plain close would drop it.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        while (!waiting.isEmpty()) {
            ReferenceCountUtil.release(waiting.remove());
        }
    }
}
