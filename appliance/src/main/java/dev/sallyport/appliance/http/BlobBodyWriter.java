package dev.sallyport.appliance.http;

import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.TypedMessageBodyWriter;
import io.micronaut.http.body.stream.InputStreamByteBody;
import io.micronaut.http.codec.CodecException;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;

/** Turns a {@link BlobBody} into the buffer that {@link BlobSender} looks for, or into a stream if it has no file. */
@Singleton
final class BlobBodyWriter implements TypedMessageBodyWriter<BlobBody>, ResponseBodyWriter<BlobBody> {
    private final NettyReadBufferFactory buffers = NettyReadBufferFactory.of(UnpooledByteBufAllocator.DEFAULT);
    private final ExecutorService blocking;

    BlobBodyWriter(@Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.blocking = blocking;
    }

    @Override
    public Argument<BlobBody> getType() {
        return Argument.of(BlobBody.class);
    }

    @Override
    public CloseableByteBody writePiece(
            ByteBodyFactory bodies,
            HttpRequest<?> request,
            HttpResponse<?> response,
            Argument<BlobBody> type,
            MediaType mediaType,
            BlobBody body) {
        if (body.blob().file().isPresent()) {
            return bodies.adapt(buffers.adapt(new BlobBuffer(body)));
        }
        try {
            return InputStreamByteBody.create(new BlobStream(body), OptionalLong.of(body.length()), blocking, bodies);
        } catch (IOException e) {
            throw new CodecException("The blob cannot be read", e);
        }
    }

    @Override
    public void writeTo(
            Argument<BlobBody> type, MediaType mediaType, BlobBody body, MutableHeaders headers, OutputStream out) {
        throw new IllegalStateException("The server writes blobs without a stream");
    }

    /** Closes the blob with the stream. */
    private static final class BlobStream extends FilterInputStream {
        private final BlobBody body;

        BlobStream(BlobBody body) throws IOException {
            super(open(body));
            this.body = body;
        }

        private static InputStream open(BlobBody body) throws IOException {
            try {
                return body.blob().read(body.from(), body.length());
            } catch (IOException e) {
                body.close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try (body) {
                super.close();
            }
        }
    }
}
