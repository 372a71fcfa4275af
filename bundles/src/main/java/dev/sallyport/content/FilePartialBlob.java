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
import java.security.MessageDigest;

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
    private long size;
    private MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
    private long hashed;
    private boolean done;

    FilePartialBlob(DirectoryStore store, Disk disk, Path file, FileChannel channel, Runnable ended)
            throws IOException {
        this.store = store;
        this.disk = disk;
        this.file = file;
        this.channel = channel;
        this.ended = ended;
        this.size = channel.size();
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
        if (offset < hashed) {
            computation = DigestAlgorithm.SHA256.newMessageDigest();
            hashed = 0;
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

    private void take(byte[] buffer, int count, long position) throws IOException {
        writeFully(ByteBuffer.wrap(buffer, 0, count), position);
        if (position == hashed) {
            computation.update(buffer, 0, count);
            hashed += count;
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
        disk.sync(channel);
        disk.publish(file, target);
        disk.syncDirectory(DirectoryStore.directoryOf(target));
        close();
    }

    private Digest finishDigest(DigestAlgorithm algorithm) throws IOException {
        if (algorithm != DigestAlgorithm.SHA256) {
            computation = algorithm.newMessageDigest();
            hashed = 0;
        }
        try (InputStream rest = new ChannelInputStream(channel, hashed, size - hashed)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = rest.read(buffer); count > 0; count = rest.read(buffer)) {
                computation.update(buffer, 0, count);
            }
        }
        return Digest.finish(algorithm, computation);
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
