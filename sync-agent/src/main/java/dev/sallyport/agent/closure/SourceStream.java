package dev.sallyport.agent.closure;

import dev.sallyport.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Counts what a source gives, gives it to a tee too, and marks the source's failures as such. */
final class SourceStream extends FilterInputStream {
    private final Descriptor descriptor;
    private final LongConsumer counter;
    private final ContentTee tee;
    private long position;

    /** @param position where in the content the stream begins */
    SourceStream(InputStream in, Descriptor descriptor, long position, LongConsumer counter, ContentTee tee) {
        super(in);
        this.position = position;
        this.descriptor = descriptor;
        this.counter = counter;
        this.tee = tee;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(target, offset, length);
        } catch (IOException e) {
            throw new SourceBrokenException(descriptor, position, e);
        }
        if (count > 0) {
            tee.take(position, target, offset, count);
            position += count;
            counter.accept(count);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } catch (IOException e) {
            throw new SourceBrokenException(descriptor, position, e);
        }
    }
}
