package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A blob on its way; whoever has it closes it.
 *
 * @param from the byte it begins with, which is 0 if the registry does not know ranges
 */
public record BlobBody(InputStream content, long from) implements Closeable {
    public BlobBody {
        requireNonNull(content, "content is null");
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
