package dev.sallyport.content;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A blob being written to a file. Bytes that come in order are hashed on their way; what was there before, or came out of
 * order, is read again at the commit.
 */
final class FilePartialBlob implements PartialBlob {
    private static final int BUFFER = 256 << 10;

    private final DirectoryStore store;
    private final Disk disk;
    private final Path file;
    private final FileChannel channel;
    private final Runnable ended;
    private final RunningDigest running;
    private long size;
    private boolean done;

    FilePartialBlob(
            DirectoryStore store, Disk disk, Path file, FileChannel channel, RunningDigest running, Runnable ended)
            throws IOException {
        this.store = store;
        this.disk = disk;
        this.file = file;
        this.channel = channel;
        this.ended = ended;
        this.running = running;
        this.size = channel.size();
        if (running.count() > size) {
            // A power cut may have taken what was hashed.
            running.reset();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(long offset, InputStream in, long length) throws IOException {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("Not a range: " + length + " from " + offset);
        }
        if (offset < running.count()) {
            running.reset();
        }
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(length, 1))];
        long position = offset;
        long end = offset + length;
        while (position < end) {
            int wanted = (int) Math.min(buffer.length, end - position);
            int count = 0;
            try {
                while (count < wanted) {
                    int more = in.read(buffer, count, wanted - count);
                    if (more < 0) {
                        throw new EOFException(
                                "Content ended after " + (position + count - offset) + " of " + length + " bytes");
                    }
                    count += more;
                }
            } finally {
                // Also what came before a stream broke off: a slow line must not lose a buffer at every break.
                take(buffer, count, position);
            }
            position += count;
        }
    }

    @Override
    public long append(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long before = size;
        boolean more = true;
        while (more) {
            int count = 0;
            try {
                while (more && count < buffer.length) {
                    int read = in.read(buffer, count, buffer.length - count);
                    more = read >= 0;
                    count += Math.max(read, 0);
                }
            } finally {
                take(buffer, count, size);
            }
        }
        return size - before;
    }

    private void take(byte[] buffer, int count, long position) throws IOException {
        writeFully(ByteBuffer.wrap(buffer, 0, count), position);
        if (position == running.count()) {
            running.update(buffer, 0, count);
        }
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
            // Counted at once: what a write that then fails leaves in the file must not go unseen into a blob.
            size = Math.max(size, at);
        }
    }

    @Override
    public void commit(Descriptor expected) throws IOException, DigestMismatchException {
        requireOpen();
        Digest digest = expected.digest();
        if (size != expected.size()) {
            long found = size;
            discard();
            throw DigestMismatchException.ofSize(digest, expected.size(), found);
        }
        Digest found = finishDigest(digest.algorithm());
        if (!found.equals(digest)) {
            discard();
            throw DigestMismatchException.ofDigest(digest, found);
        }
        Path target = store.path(digest);
        if (store.holds(digest, size)) {
            // Whoever named it may have been killed, or not have come, before the name was durable.
            disk.syncDirectory(DirectoryStore.directoryOf(target));
            discard();
            return;
        }
        store.makeDirectoryOf(target);
        sync();
        store.publish(file, digest);
        close();
    }

    // A disk says once that it lost bytes; the next sync succeeds without them. So there is none.
    private void sync() throws IOException {
        try {
            disk.sync(channel);
        } catch (IOException e) {
            try {
                discard();
            } catch (IOException second) {
                e.addSuppressed(second);
                close();
            }
            throw e;
        }
    }

    private Digest finishDigest(DigestAlgorithm algorithm) throws IOException {
        RunningDigest whole = algorithm == running.algorithm() ? running : new RunningDigest(algorithm);
        try (InputStream rest = new ChannelInputStream(channel, whole.count(), size - whole.count())) {
            byte[] buffer = new byte[BUFFER];
            for (int count = rest.read(buffer); count > 0; count = rest.read(buffer)) {
                whole.update(buffer, 0, count);
            }
        }
        return whole.finish();
    }

    @Override
    public void discard() throws IOException {
        requireOpen();
        // Deleted before the id is free again, so that a later upload's file is never the one that goes.
        disk.delete(file);
        close();
    }

    @Override
    public void close() throws IOException {
        if (!done) {
            done = true;
            try {
                channel.close();
            } finally {
                ended.run();
            }
        }
    }

    private void requireOpen() {
        if (done) {
            throw new IllegalStateException("This upload has ended");
        }
    }
}
