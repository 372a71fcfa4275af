package dev.sallyport.appliance.jobs;

import dev.sallyport.content.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A file that only keeps some room: to collect, the journal and the database must be able to write, also on a disk that somebody
 * filled to its last byte. Not thread-safe.
 */
final class ReserveFile {
    /** In bytes. */
    static final long SIZE = 16 << 20;

    private static final int BUFFER = 1 << 20;

    private final Path file;
    private final Disk disk;

    ReserveFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Gives the room up. Whether there was any. */
    boolean release() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        disk.delete(file);
        return true;
    }

    /** Takes the room again, unless {@code free} bytes are too few for that. Whether it is there now. */
    boolean make(long free) throws IOException {
        if (Files.exists(file) && Files.size(file) >= SIZE) {
            return true;
        }
        disk.delete(file);
        if (free < 2 * SIZE) {
            return false;
        }
        boolean written = false;
        try (FileChannel channel = disk.create(file)) {
            write(channel);
            disk.sync(channel);
            written = true;
        } finally {
            if (!written) {
                disk.delete(file);
            }
        }
        return true;
    }

    // Not zeros, which a file system may keep without any room.
    private static void write(FileChannel channel) throws IOException {
        SplittableRandom random = new SplittableRandom(SIZE);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long written = 0; written < SIZE; written += BUFFER) {
            buffer.clear();
            while (buffer.remaining() >= Long.BYTES) {
                buffer.putLong(random.nextLong());
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
