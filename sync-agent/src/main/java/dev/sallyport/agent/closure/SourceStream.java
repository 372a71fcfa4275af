package dev.sallyport.agent.closure;

import dev.sallyport.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Counts what a source gives, and marks its failures as the source's. */
final class SourceStream extends FilterInputStream {
    private final Descriptor descriptor;
    private final LongConsumer counter;
    private long position;

    /** @param position where in the content the stream begins */
    SourceStream(InputStream in, Descriptor descriptor, long position, LongConsumer counter) {
        super(in);
        this.position = position;
        this.descriptor = descriptor;
        this.counter = counter;
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
