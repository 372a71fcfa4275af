package dev.sallyport.content;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A disk that leaves it to the operating system when bytes become durable. For a cache, where that is enough: whatever is taken
 * from it is held against its digest on the way, and what a power cut has spoilt is fetched again. Waiting for each blob to reach
 * the disk would make the network wait too.
 */
public final class UnsyncedDisk implements Disk {
    private final Disk disk;

    /** Does on {@code disk} what it is told, but for syncing. */
    public UnsyncedDisk(Disk disk) {
        this.disk = requireNonNull(disk, "disk is null");
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        return disk.create(file);
    }

    @Override
    public FileChannel append(Path file) throws IOException {
        return disk.append(file);
    }

    @Override
    public void truncate(FileChannel file, long size) throws IOException {
        disk.truncate(file, size);
    }

    @Override
    public void sync(FileChannel file) {}

    @Override
    public void publish(Path temporary, Path target) throws IOException {
        disk.publish(temporary, target);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void syncDirectory(Path directory) {}
}
