package dev.sallyport.appliance.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way to one client: the next slice is written when the one before has left the process.
 *
 * <p>Slices, not one big region, because the idle timeout sees a write only when it is complete. The blob itself is
 * closed by whoever owns the response, after {@code finished} was told, which happens exactly once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // every slice tells how it went, the head cannot fail alone
final class BlobTransfer {
    /** Bytes of one kernel-sent slice. */
    static final int REGION_SLICE = 8 << 20;
    /** Bytes of one slice that must pass through the process to be encrypted. */
    static final int COPIED_SLICE = 64 << 10;

    /** How the bytes get from the file to the socket. */
    enum Way {
        /** The kernel copies them; plain HTTP. */
        REGION,
        /** They are read into a buffer; TLS encrypts them. */
        COPIED
    }

    private final ChannelHandlerContext context;
    private final FileChannel file;
    private final Way way;
    private final Consumer<@Nullable Throwable> finished;
    private final long length;
    private long position;
    private long remaining;

    /** @param finished told once: {@code null} when all slices were written, else what stopped them */
    BlobTransfer(ChannelHandlerContext context, BlobBody body, Way way, Consumer<@Nullable Throwable> finished) {
        this.context = context;
        this.file = body.blob().file().orElseThrow();
        this.way = way;
        this.finished = finished;
        this.length = body.length();
        this.position = body.from();
        this.remaining = length;
    }

    /** Writes the head of {@code response} with the blob's length, then the slices; the end of the response is left to write. */
    void start(HttpResponse response) {
        HttpResponse head = new DefaultHttpResponse(response.protocolVersion(), response.status(), response.headers());
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        context.write(head);
        if (remaining == 0) {
            finished.accept(null);
        } else {
            writeNext();
        }
    }

    private void writeNext() {
        try {
            Object slice = way == Way.REGION ? nextRegion() : nextCopy();
            context.writeAndFlush(slice).addListener(this::sliceWritten);
        } catch (IOException e) {
            finished.accept(e);
        }
    }

    private void sliceWritten(Future<?> write) {
        if (!write.isSuccess()) {
            finished.accept(write.cause());
        } else if (remaining == 0) {
            finished.accept(null);
        } else {
            writeNext();
        }
    }

    private Object nextRegion() {
        long size = Math.min(REGION_SLICE, remaining);
        Object slice = new Slice(file, position, size);
        position += size;
        remaining -= size;
        return slice;
    }

    private Object nextCopy() throws IOException {
        int size = (int) Math.min(COPIED_SLICE, remaining);
        ByteBuf bytes = context.alloc().directBuffer(size, size);
        try {
            while (bytes.isWritable()) {
                int read = bytes.writeBytes(file, position, bytes.writableBytes());
                if (read < 0) {
                    throw new EOFException("the blob's file ends " + remaining + " bytes early");
                }
                position += read;
                remaining -= read;
            }
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
        return new DefaultHttpContent(bytes);
    }

    /** A region that leaves the file open: the next slice needs it. */
    private static final class Slice extends DefaultFileRegion {
        Slice(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {
            // The blob closes the file when the whole transfer is over.
        }
    }
}
