package dev.sallyport.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** A blob in a file. */
final class FileBlob implements StoredBlob {
    private final FileChannel channel;
    private final long size;

    FileBlob(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream read(long from, long length) {
        if (from < 0 || length < 0 || from > size - length) {
            throw new IllegalArgumentException("Not within the blob's " + size + " bytes: " + length + " from " + from);
        }
        return new ChannelInputStream(channel, from, length);
    }

    @Override
    public Optional<FileChannel> file() {
        return Optional.of(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
