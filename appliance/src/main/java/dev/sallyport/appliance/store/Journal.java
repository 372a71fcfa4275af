package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.Disk;
import dev.sallyport.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * The append-only record of every change: {@code length (4 bytes), JSON, SHA-256(previous digest, JSON)}, one after the other.
 * A record counts once it is synced. Used by one thread.
 */
final class Journal implements Closeable {
    private final Path file;
    private final Disk disk;
    private final FileChannel channel;
    private final long tornBytes;
    private volatile JournalPosition end;
    private long size;
    private volatile boolean broken;

    private Journal(Path file, Disk disk, FileChannel channel, JournalScanner scanner) {
        this.file = file;
        this.disk = disk;
        this.channel = channel;
        this.tornBytes = scanner.tornBytes();
        this.end = scanner.position();
        this.size = scanner.offset();
    }

    /** Told each record of the journal in order, with the position after it. */
    interface Visitor<X extends Exception> {
        void visit(JournalRecord entry, JournalPosition after) throws X;
    }

    /**
     * Opens or makes the journal, checks the chain of all of it, and cuts off a last record that was never acknowledged. What the
     * records say is not read: that takes longer than the digests, and most starts have nothing to do again.
     *
     * @param visitor told the position after each record
     * @throws CorruptJournalException if anything else is not as it was written
     */
    static Journal open(Path file, Disk disk, Consumer<JournalPosition> visitor)
            throws IOException, CorruptJournalException {
        FileChannel channel = disk.append(file);
        try {
            // A process that was killed may have left records, and the file's name, in memory alone. Nobody was told of
            // them, but from here on they are shown.
            disk.sync(channel);
            disk.syncDirectory(requireNonNull(file.getParent()));
            JournalScanner scanner = check(file, visitor);
            Journal journal = new Journal(file, disk, channel, scanner);
            if (journal.tornBytes > 0) {
                journal.cutBack();
            }
            return journal;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static JournalScanner check(Path file, Consumer<JournalPosition> visitor)
            throws IOException, CorruptJournalException {
        try (JournalScanner scanner = new JournalScanner(file)) {
            while (scanner.skip()) {
                visitor.accept(scanner.position());
            }
            return scanner;
        }
    }

    /** Visits every record again. */
    <X extends Exception> void forEach(Visitor<X> visitor) throws IOException, CorruptJournalException, X {
        try (JournalScanner scanner = new JournalScanner(file)) {
            for (JournalRecord entry = scanner.next(); entry != null; entry = scanner.next()) {
                visitor.visit(entry, scanner.position());
            }
        }
    }

    /** What it has by now, for any thread to read and close. */
    JournalReader read() throws IOException {
        return new JournalReader(new JournalScanner(file), end.number());
    }

    /** After the last record. */
    JournalPosition end() {
        return end;
    }

    /** Whether changes can be appended: false once something was written that could not be taken back. */
    boolean writable() {
        return !broken;
    }

    /** How many bytes of a record that was never acknowledged were cut off when the journal was opened. */
    long tornBytes() {
        return tornBytes;
    }

    /** What {@link #end} is once {@code entries} are appended. */
    JournalPosition positionAfter(List<JournalRecord> entries) {
        JournalPosition position = end;
        for (JournalRecord entry : entries) {
            position = new JournalPosition(entry.number(), JournalScanner.chain(position.chain(), entry.encode()));
        }
        return position;
    }

    /**
     * Appends {@code entries} and syncs them: the commit point of them all. If it fails none of them is there.
     *
     * @throws IOException if it fails; when what was written cannot be taken back either, every later append fails too
     */
    void append(List<JournalRecord> entries) throws IOException {
        if (broken) {
            throw new IOException(
                    "The journal could not be written before; nothing is written until a restart: " + file);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JournalPosition position = end;
        for (JournalRecord entry : entries) {
            byte[] encoded = entry.encode();
            Digest chain = JournalScanner.chain(position.chain(), encoded);
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(encoded.length).array());
            bytes.writeBytes(encoded);
            bytes.writeBytes(HexFormat.of().parseHex(chain.hex()));
            position = new JournalPosition(entry.number(), chain);
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer, size + buffer.position());
            }
            disk.sync(channel);
        } catch (IOException | RuntimeException e) {
            takeBack(e);
            throw e;
        }
        size += bytes.size();
        end = position;
    }

    private void takeBack(Exception cause) {
        try {
            cutBack();
        } catch (IOException | RuntimeException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    private void cutBack() throws IOException {
        disk.truncate(channel, size);
        disk.sync(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
