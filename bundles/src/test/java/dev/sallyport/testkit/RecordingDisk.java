package dev.sallyport.testkit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.Disk;
import dev.sallyport.content.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A disk that works on real files, counts what is done, can stop at any operation, and can then leave the files as a power cut
 * would.
 *
 * <p>An operation is each method of {@link Disk} and each write to a channel that the disk gave out. From the operation at which
 * it stops, every one fails and does nothing. Of each file it keeps the content at its last sync, of each directory the names at
 * its last {@link #syncDirectory}. Directories, and files that were made without this disk, count as durable as they are.
 * Everything is kept in memory, and nothing is really forced to the disk: for small files, and fast. Thread-safe.
 */
public final class RecordingDisk implements Disk {
    private final SystemDisk disk = new SystemDisk();
    private final Map<Path, Inode> latest = new HashMap<>();
    private final Map<Path, Inode> durable = new HashMap<>();
    private final List<RecordedChannel> channels = new ArrayList<>();
    private final List<String> operations = new ArrayList<>();
    private int stopAt = Integer.MAX_VALUE;
    private int failAt = Integer.MAX_VALUE;
    private int failures;
    private boolean failed;
    private boolean stopped;
    private long room = Long.MAX_VALUE;

    /** A file, whatever its name: what it held when last synced, and in the end. */
    static final class Inode {
        private byte[] durable = new byte[0];
        // What it held when its last name went; until then the file itself says.
        private byte @Nullable [] unlinked;
    }

    /** Makes the {@code operation}-th operation, from 1, and every later one fail. */
    public synchronized RecordingDisk stopAt(int operation) {
        stopAt = operation;
        return this;
    }

    /** Makes the {@code operation}-th operation, from 1, fail as on a bad or full disk; those after it work again. */
    public synchronized RecordingDisk failAt(int operation) {
        return failAt(operation, 1);
    }

    /** As {@link #failAt(int)}, for so many operations in a row. */
    public synchronized RecordingDisk failAt(int operation, int count) {
        failAt = operation;
        failures = count;
        failed = false;
        return this;
    }

    /** Whether the operation of {@link #failAt} came, and failed. */
    public synchronized boolean failed() {
        return failed;
    }

    /** Lets {@code bytes} more be written; then writes fail as on a full disk, until there is room again. */
    public synchronized RecordingDisk roomFor(long bytes) {
        room = bytes;
        return this;
    }

    /** Whether an operation has failed because the machine had stopped. */
    public synchronized boolean stopped() {
        return stopped;
    }

    /** What was done, in order, the operation that failed first included; each as its name and the file's. */
    public synchronized List<String> operations() {
        return List.copyOf(operations);
    }

    @Override
    public synchronized FileChannel create(Path file) throws IOException {
        begin("create", file);
        FileChannel channel = disk.create(file);
        Inode inode = new Inode();
        latest.put(key(file), inode);
        return give(channel, inode, file);
    }

    @Override
    public synchronized FileChannel append(Path file) throws IOException {
        begin("append", file);
        Inode known = known(file);
        FileChannel channel = disk.append(file);
        Inode inode = known == null ? new Inode() : known;
        latest.put(key(file), inode);
        return give(channel, inode, file);
    }

    private FileChannel give(FileChannel channel, Inode inode, Path file) {
        RecordedChannel given = new RecordedChannel(this, channel, inode, key(file));
        channels.add(given);
        return given;
    }

    @Override
    public void truncate(FileChannel file, long size) throws IOException {
        requireOwn(file).truncate(size);
    }

    @Override
    public void sync(FileChannel file) throws IOException {
        requireOwn(file).force(true);
    }

    private static FileChannel requireOwn(FileChannel file) {
        if (!(file instanceof RecordedChannel)) {
            throw new IllegalArgumentException("A channel that this disk did not give");
        }
        return file;
    }

    @Override
    public synchronized void publish(Path temporary, Path target) throws IOException {
        begin("publish", target);
        Inode moved = known(temporary);
        if (moved == null) {
            throw new NoSuchFileException(temporary.toString());
        }
        unlink(target);
        disk.publish(temporary, target);
        latest.remove(key(temporary));
        latest.put(key(target), moved);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        begin("delete", file);
        unlink(file);
        disk.delete(file);
        latest.remove(key(file));
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        begin("syncDirectory", directory);
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        durable.keySet().removeIf(file -> key(directory).equals(file.getParent()));
        latest.forEach((file, inode) -> {
            if (key(directory).equals(file.getParent())) {
                durable.put(file, inode);
            }
        });
    }

    /** Counts an operation, or fails if the machine has stopped. */
    synchronized void begin(String operation, Path file) throws SimulatedCrash {
        if (!stopped) {
            operations.add(operation + ' ' + file.getFileName());
        }
        if (operations.size() >= stopAt) {
            stopped = true;
            throw new SimulatedCrash(operation + ' ' + file);
        }
        if (operations.size() >= failAt && failures > 0) {
            failures--;
            failed = true;
            throw new SimulatedCrash("failed: " + operation + ' ' + file);
        }
    }

    /** How many of {@code wanted} bytes there is room for, taken. */
    synchronized int takeRoom(int wanted) {
        int given = (int) Math.min(wanted, room);
        if (room != Long.MAX_VALUE) {
            room -= given;
        }
        return given;
    }

    synchronized void synced(Inode inode, FileChannel channel) throws IOException {
        inode.durable = contentOf(channel);
    }

    // A file made without this disk is durable as it was found.
    private @Nullable Inode known(Path file) throws IOException {
        Inode inode = latest.get(key(file));
        if (inode == null && Files.exists(file)) {
            inode = new Inode();
            inode.durable = Files.readAllBytes(file);
            latest.put(key(file), inode);
            durable.put(key(file), inode);
        }
        return inode;
    }

    private void unlink(Path file) throws IOException {
        Inode inode = known(file);
        if (inode != null) {
            inode.unlinked = Files.readAllBytes(file);
        }
    }

    /**
     * Stops the machine if it has not, closes what is open, and leaves the files as after {@code cut}. This disk does nothing any
     * more; a new one counts what is there now as durable.
     */
    public synchronized void cutPower(PowerCut cut) throws IOException {
        stopAt = 0;
        stopped = true;
        for (RecordedChannel channel : channels) {
            channel.close();
        }
        Map<Path, byte[]> left = new HashMap<>();
        for (Map.Entry<Path, Inode> file : (cut.namesKept() ? latest : durable).entrySet()) {
            left.put(file.getKey(), cut.content(file.getValue().durable, latestContent(file.getValue())));
        }
        Set<Path> touched = new HashSet<>(latest.keySet());
        touched.addAll(durable.keySet());
        for (Path file : touched) {
            byte[] content = left.get(file);
            if (content == null) {
                Files.deleteIfExists(file);
            } else {
                Files.write(file, content);
            }
        }
        latest.clear();
        durable.clear();
    }

    private byte[] latestContent(Inode inode) throws IOException {
        for (Map.Entry<Path, Inode> file : latest.entrySet()) {
            if (file.getValue() == inode) {
                return Files.readAllBytes(file.getKey());
            }
        }
        return requireNonNull(inode.unlinked, "a file without a name was never seen");
    }

    private static byte[] contentOf(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // Reads on until it is full.
        }
        return content.array();
    }

    private static Path key(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
