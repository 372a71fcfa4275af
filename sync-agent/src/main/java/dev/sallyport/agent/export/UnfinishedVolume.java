package dev.sallyport.agent.export;

import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.VolumeWriter;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A volume that has all its blobs, durable, and not yet its head; its file is closed. Closing it unfinished removes it.
 */
final class UnfinishedVolume implements Closeable {
    private final Disk disk;
    private final Path temporary;
    private final Path target;
    private final byte[] head;
    private boolean ended;

    private UnfinishedVolume(Disk disk, Path temporary, Path target, byte[] head) {
        this.disk = disk;
        this.temporary = temporary;
        this.target = target;
        this.head = head;
    }

    static UnfinishedVolume write(
            Disk disk,
            Path target,
            VolumeWriter writer,
            int number,
            Listing listing,
            ContentStore content,
            LongConsumer progress)
            throws IOException, SallyportException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
        byte[] head = writer.head(number, listing);
        disk.delete(temporary);
        UnfinishedVolume volume = new UnfinishedVolume(disk, temporary, target, head);
        try (FileChannel channel = disk.create(temporary)) {
            writer.writeBlobs(new ChannelOutput(channel, head.length), listing, content, progress);
            disk.sync(channel);
            return volume;
        } catch (IOException | SallyportException | RuntimeException e) {
            volume.closeAfter(e);
            throw e;
        }
    }

    // What cannot be deleted now is deleted by the next run; the failure that came first is the one to tell.
    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Makes it a volume: when this returns it is there under its name, and its content is durable. */
    void finish() throws IOException {
        try (FileChannel channel = disk.append(temporary)) {
            new ChannelOutput(channel, 0).write(head);
            disk.sync(channel);
        }
        disk.publish(temporary, target);
        ended = true;
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            disk.delete(temporary);
        }
    }
}
