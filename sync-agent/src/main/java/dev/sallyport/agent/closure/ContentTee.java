package dev.sallyport.agent.closure;

import java.io.IOException;

/** Takes content while it comes from its source, beside the cache: what is needed in two places is not read back for it. */
public interface ContentTee {
    /** Takes nothing. */
    ContentTee NONE = (position, bytes, offset, length) -> {};

    /**
     * Takes the bytes at {@code position} of the content. They are not verified yet, and may come again.
     *
     * @throws IOException if they cannot be taken; the download fails with it
     */
    void take(long position, byte[] bytes, int offset, int length) throws IOException;
}
