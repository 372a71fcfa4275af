package dev.sallyport.appliance.http;

import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.TypedMessageBodyWriter;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.inject.Singleton;
import java.io.OutputStream;

/** Turns a {@link BlobBody} into the buffer that {@link BlobSender} looks for. */
@Singleton
final class BlobBodyWriter implements TypedMessageBodyWriter<BlobBody>, ResponseBodyWriter<BlobBody> {
    private final NettyReadBufferFactory buffers = NettyReadBufferFactory.of(UnpooledByteBufAllocator.DEFAULT);

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
            BlobBody blob) {
        ReadBuffer buffer = buffers.adapt(new BlobBuffer(blob));
        return bodies.adapt(buffer);
    }

    @Override
    public void writeTo(
            Argument<BlobBody> type,
            MediaType mediaType,
            BlobBody blob,
            MutableHeaders headers,
            OutputStream out) {
        throw new IllegalStateException("a blob is sent from its file, not copied through a stream");
    }
}
