package dev.sallyport.appliance.jobs;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the state of the scrub outlives a restart. Not thread-safe. */
final class ScrubFile {
    private static final Logger LOG = LoggerFactory.getLogger(ScrubFile.class);
    private static final int MAX_SIZE = 8 << 20;

    private final Path file;
    private final Disk disk;

    ScrubFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** What was kept; the start if that is nothing, or cannot be read: then all is read again. */
    ScrubState load() throws IOException {
        try {
            if (Files.size(file) <= MAX_SIZE) {
                return ScrubState.read(
                        StrictJson.parseObject("the state of the scrub", Files.readAllBytes(file), MAX_SIZE));
            }
        } catch (NoSuchFileException e) {
            return ScrubState.START;
        } catch (SallyportException e) {
            LOG.warn("The scrub begins anew: {}", e.getMessage());
        }
        return ScrubState.START;
    }

    void save(ScrubState state) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        disk.delete(temporary);
        try (FileChannel channel = disk.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(state.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            disk.sync(channel);
        }
        disk.publish(temporary, file);
        disk.syncDirectory(requireNonNull(file.getParent()));
    }
}
