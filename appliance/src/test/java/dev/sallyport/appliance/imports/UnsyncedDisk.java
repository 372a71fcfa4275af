package dev.sallyport.appliance.imports;

import dev.sallyport.content.Disk;
import dev.sallyport.content.SystemDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** This machine's disk without the wait for it: for tests that no power cut comes to. */
final class UnsyncedDisk implements Disk {
    private final SystemDisk disk = new SystemDisk();

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
    public void sync(FileChannel file) {
        // The system writes it when it likes.
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
    public void syncDirectory(Path directory) {
        // The system writes it when it likes.
    }
}
