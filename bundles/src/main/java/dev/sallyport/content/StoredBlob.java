package dev.sallyport.content;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** A blob open for reading, by one thread. Closing it ends the streams and the channel it gave. */
public interface StoredBlob extends Closeable {
    /** In bytes. */
    long size();

    /** The bytes from {@code from}, {@code length} of them; both within the blob. The caller closes the stream. */
    InputStream read(long from, long length) throws IOException;

    /** The file behind the blob, from its byte 0, to be read by position only; empty if there is no such file. */
    Optional<FileChannel> file();
}
