package dev.sallyport.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The operations that decide what survives a power cut, and nothing else; reading does not pass here. Tests put a disk here
 * that fails at operation N and drops what was not synced.
 *
 * <p>Thread-safe. Each method is done when it returns, but durable only as {@link #sync} and {@link #syncDirectory} say.
 */
public interface Disk {
    /** Creates an empty file for reading and writing; fails if there is one. */
    FileChannel create(Path file) throws IOException;

    /** Opens a file for reading and writing, positioned at its end; creates it if there is none. */
    FileChannel append(Path file) throws IOException;

    /** Cuts a file to {@code size} bytes. */
    void truncate(FileChannel file, long size) throws IOException;

    /** Makes a file's content and size durable; its name is the directory's. */
    void sync(FileChannel file) throws IOException;

    /** Renames {@code temporary} to {@code target} in one step, replacing what is there; both on one file system. */
    void publish(Path temporary, Path target) throws IOException;

    /** Deletes a file; one that is not there is no error. */
    void delete(Path file) throws IOException;

    /** Makes the names in a directory durable: files created, renamed and deleted. */
    void syncDirectory(Path directory) throws IOException;
}
