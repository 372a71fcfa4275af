package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A stream's state folder, locked for one process until it is closed; the package page draws its tree. */
final class StateFolder implements Closeable {
    static final String HISTORY = "history";

    private final Path root;
    private final Disk disk;
    private final FileChannel lockFile;

    private StateFolder(Path root, Disk disk, FileChannel lockFile) {
        this.root = root;
        this.disk = disk;
        this.lockFile = lockFile;
    }

    /** Opens the folder, making it if it is not there. */
    static StateFolder open(Path root, Disk disk) throws IOException, SallyportException {
        makeDurably(root.resolve(HISTORY).toAbsolutePath(), disk);
        FileChannel lockFile =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return new StateFolder(root, disk, lockFile);
            }
        } catch (OverlappingFileLockException e) {
            // Said below.
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
        lockFile.close();
        throw new StateLockedException(root);
    }

    // A history in a folder whose own name is lost in a power cut is lost.
    private static void makeDurably(Path folder, Disk disk) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = requireNonNull(folder.getParent(), "folder is a root");
            makeDurably(parent, disk);
            Files.createDirectories(folder);
            disk.syncDirectory(parent);
        }
    }

    History history(StreamName stream) throws IOException, SallyportException {
        return History.open(root.resolve(HISTORY), stream, disk);
    }

    /** The content that was fetched: in {@code elsewhere}, or here if that is null. */
    CacheFolder cache(@Nullable Path elsewhere) throws IOException {
        return CacheFolder.open(elsewhere == null ? cachePath(root) : elsewhere, disk);
    }

    /** Where the content is kept, unless it is elsewhere. */
    static Path cachePath(Path root) {
        return root.resolve("cache");
    }

    Path path() {
        return root;
    }

    /** Gives the lock back; a process that ends in whatever way does so too. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
