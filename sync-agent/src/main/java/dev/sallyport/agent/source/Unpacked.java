package dev.sallyport.agent.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What is compressed in a stream. Tells damage of the compressed data from all other failures. */
final class Unpacked extends FilterInputStream {
    /** The compressed data are damaged, or end too early. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(IOException cause) {
            super("The compressed data are damaged or cut off", cause);
        }
    }

    Unpacked(Compression compression, InputStream packed) throws IOException {
        super(open(compression, packed));
    }

    private static InputStream open(Compression compression, InputStream packed) throws IOException {
        try {
            return compression.unpack(packed);
        } catch (IOException e) {
            throw new BrokenException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (IOException e) {
            throw new BrokenException(e);
        }
    }
}
