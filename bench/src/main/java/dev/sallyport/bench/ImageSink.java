package dev.sallyport.bench;

import java.io.IOException;

/** Where made-up images go. */
interface ImageSink extends AutoCloseable {
    /** Takes a config or a layer. */
    void blob(String hex, byte[] content) throws IOException, InterruptedException;

    /** Takes an image whose blobs it has. */
    void manifest(String repository, String tag, String hex, byte[] content) throws IOException, InterruptedException;

    /** Called once nothing more comes. */
    @Override
    void close() throws IOException;
}
