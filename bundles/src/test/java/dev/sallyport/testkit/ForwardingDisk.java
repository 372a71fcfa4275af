package dev.sallyport.testkit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Does everything on another disk; for disks that do one thing otherwise. */
public abstract class ForwardingDisk implements Disk {
    private final Disk disk;

    protected ForwardingDisk(Disk disk) {
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
    public void sync(FileChannel file) throws IOException {
        disk.sync(file);
    }

    @Override
    public void publish(Path temporary, Path target) throws IOException {
        disk.publish(temporary, target);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }
}
