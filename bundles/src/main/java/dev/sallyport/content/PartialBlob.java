package dev.sallyport.content;

import dev.sallyport.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** A blob being written, by one thread. Closing it without a commit keeps what was written for a later upload. */
public interface PartialBlob extends Closeable {
    /** How many bytes there are, from the first to the last written. */
    long size();

    /**
     * Writes {@code length} bytes of {@code in} at {@code offset}. Does not close {@code in}.
     *
     * @throws java.io.EOFException if {@code in} ends before; what came is kept
     */
    void write(long offset, InputStream in, long length) throws IOException;

    /**
     * Writes all that is left of {@code in} behind the last byte. Does not close {@code in}. What came before a failure is kept.
     *
     * @return how many bytes came
     */
    long append(InputStream in) throws IOException;

    /**
     * Makes the blob visible under {@code expected}'s digest once it is whole and durable, and ends this upload. Content that
     * is held already stays, and this copy is dropped.
     *
     * @throws DigestMismatchException if size or digest differ; nothing is kept
     * @throws IOException if it failed; nothing is kept either if what was written cannot be made durable
     */
    void commit(Descriptor expected) throws IOException, DigestMismatchException;

    /** Drops what was written and ends this upload. */
    void discard() throws IOException;
}
