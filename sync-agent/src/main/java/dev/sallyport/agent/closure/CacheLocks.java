package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that content is written into, or dropped from, one folder by one thread of one process at a time, for each digest.
 * What a process holds it gives back however it ends. Thread-safe.
 *
 * <p>Locks are on empty files, each for the digests that begin alike, which stay: a lock file that is deleted can be locked by two
 * at once. An operating system gives a process's lock back as soon as it closes the file anywhere; so within this process one
 * thread at a time has the file open at all.
 */
public final class CacheLocks {
    private static final int SHARED_DIGITS = 3;
    private static final long SHORTEST_PAUSE = 2;
    private static final long LONGEST_PAUSE = 100;
    private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;

    private CacheLocks(Path folder) {
        this.folder = requireNonNull(folder, "folder is null");
    }

    /** Locks for the content in {@code cache}, which is there, kept in a folder below it. */
    public static CacheLocks in(Path cache) throws IOException {
        return new CacheLocks(Files.createDirectories(cache.toRealPath().resolve("locks")));
    }

    /** A lock, until it is closed by the thread that has it. */
    public static final class Held implements Closeable {
        private final FileChannel file;
        private final ReentrantLock inThisProcess;

        private Held(FileChannel file, ReentrantLock inThisProcess) {
            this.file = file;
            this.inThisProcess = inThisProcess;
        }

        @Override
        public void close() throws IOException {
            try {
                file.close();
            } finally {
                inThisProcess.unlock();
            }
        }
    }

    /**
     * Waits until nobody else has the lock for {@code digest}. A thread takes one at a time: another digest's may be the same.
     *
     * @throws InterruptedIOException if the thread is interrupted
     */
    public Held acquire(Digest digest) throws IOException {
        Path file = file(digest);
        ReentrantLock inThisProcess = inThisProcess(file);
        try {
            inThisProcess.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(digest);
        }
        return lock(file, inThisProcess, true).orElseThrow();
    }

    /** The lock for {@code digest}; empty if somebody has it. */
    public Optional<Held> tryAcquire(Digest digest) throws IOException {
        Path file = file(digest);
        ReentrantLock inThisProcess = inThisProcess(file);
        return inThisProcess.tryLock() ? lock(file, inThisProcess, false) : Optional.empty();
    }

    private static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for another process");
        }
    }

    private Path file(Digest digest) {
        return folder.resolve(digest.hex().substring(0, SHARED_DIGITS));
    }

    private static ReentrantLock inThisProcess(Path file) {
        return IN_THIS_PROCESS.computeIfAbsent(file, path -> new ReentrantLock());
    }

    private static InterruptedIOException interrupted(Digest digest) {
        return new InterruptedIOException("Interrupted while waiting for " + digest);
    }

    // What is opened is closed with the lock that is given, or here.
    private static Optional<Held> lock(Path file, ReentrantLock inThisProcess, boolean wait) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            if (inThisProcess.getHoldCount() > 1) {
                throw new IllegalStateException("This thread has a lock already");
            }
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
            for (long pause = SHORTEST_PAUSE; wait && !locked; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
                // Never by waiting in the system: it knows processes, not threads, and takes two that wait for each
                // other's
                // locks in different threads for a deadlock.
                pause(pause);
                locked = channel.tryLock() != null;
            }
            return locked ? Optional.of(new Held(channel, inThisProcess)) : Optional.empty();
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                inThisProcess.unlock();
            }
        }
    }
}
