package dev.sallyport.appliance.http;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a {@link BlobBody} through the server as if it were an empty response body.
 *
 * <p>The server's own bookkeeping then owns it: whatever happens to the response, its content is released once, and that
 * closes the blob. {@link BlobSender} recognises it at the end of the pipeline and sends the file instead.
 */
final class BlobBuffer extends UnpooledHeapByteBuf {
    private static final Logger LOG = LoggerFactory.getLogger(BlobBuffer.class);

    private final BlobBody body;

    BlobBuffer(BlobBody body) {
        super(UnpooledByteBufAllocator.DEFAULT, 0, 0);
        this.body = body;
    }

    BlobBody body() {
        return body;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        try {
            body.close();
        } catch (IOException e) {
            LOG.warn("A blob could not be closed after it was sent", e);
        }
    }
}
