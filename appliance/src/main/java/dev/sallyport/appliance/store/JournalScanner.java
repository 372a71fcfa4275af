package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MalformedJsonException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from its start and checks every record: its number, and the digest that chains it to all before it. Memory
 * is that of one record.
 */
final class JournalScanner implements Closeable {
    static final int CHAIN = 32;
    private static final int LENGTH = 4;

    private final Path file;
    private final long size;
    private final InputStream in;
    private JournalPosition position = JournalPosition.START;
    private long offset;
    // Where the record that was read last begins.
    private long last;
    private boolean torn;

    JournalScanner(Path file) throws IOException {
        this.file = file;
        this.size = Files.size(file);
        this.in = new BufferedInputStream(Files.newInputStream(file), 256 << 10);
    }

    /** The digest that chains a record to those before it. */
    static Digest chain(Digest previous, byte[] encoded) {
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        computation.update(HexFormat.of().parseHex(previous.hex()));
        computation.update(encoded);
        return Digest.finish(DigestAlgorithm.SHA256, computation);
    }

    /** The next record; null at the end, and where a last record begins that was never acknowledged. */
    @Nullable
    JournalRecord next() throws IOException, CorruptJournalException {
        byte[] encoded = advance();
        return encoded == null ? null : parse(encoded);
    }

    /** Checks the next record without reading what it says; whether there was one. */
    boolean skip() throws IOException, CorruptJournalException {
        return advance() != null;
    }

    private byte @Nullable [] advance() throws IOException, CorruptJournalException {
        if (torn || offset == size) {
            return null;
        }
        byte[] length = in.readNBytes(LENGTH);
        if (length.length < LENGTH) {
            return endTorn();
        }
        int count = ByteBuffer.wrap(length).getInt();
        if (count < 0 || count > JournalRecord.MAX_SIZE) {
            throw corrupt("has a length of " + Integer.toUnsignedString(count) + " bytes");
        }
        byte[] body = in.readNBytes(count + CHAIN);
        if (body.length < count + CHAIN) {
            // A changed length must not pass for an interrupted write, and take acknowledged records with it.
            int end = endOfObject(body);
            if (end >= 0 && end != count) {
                throw corrupt("has a length of " + count + " bytes, but its JSON ends after " + end);
            }
            return endTorn();
        }
        byte[] encoded = Arrays.copyOf(body, count);
        byte[] chained = Arrays.copyOfRange(body, count, body.length);
        Digest chain = chain(position.chain(), encoded);
        if (!chain.hex().equals(HexFormat.of().formatHex(chained))) {
            if (isZero(chained) && restIsZero()) {
                return endTorn();
            }
            throw corrupt("does not have the digest that chains it to those before it");
        }
        position = new JournalPosition(position.number() + 1, chain);
        last = offset;
        offset += LENGTH + body.length;
        return encoded;
    }

    private JournalRecord parse(byte[] encoded) throws CorruptJournalException {
        JournalRecord found;
        try {
            found = JournalRecord.parse(encoded);
        } catch (MalformedJsonException e) {
            throw corruptLast("cannot be read: " + e.getMessage());
        }
        if (found.number() != position.number()) {
            throw corruptLast("has number " + found.number());
        }
        return found;
    }

    /** Where the JSON object that {@code bytes} begin with ends; -1 if it does not end there. */
    private static int endOfObject(byte[] bytes) {
        int depth = 0;
        boolean text = false;
        for (int i = 0; i < bytes.length; i++) {
            if (text) {
                if (bytes[i] == '\\') {
                    i++;
                } else if (bytes[i] == '"') {
                    text = false;
                }
            } else if (bytes[i] == '"') {
                text = true;
            } else if (bytes[i] == '{') {
                depth++;
            } else if (bytes[i] == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private byte @Nullable [] endTorn() {
        torn = true;
        return null;
    }

    private boolean restIsZero() throws IOException {
        byte[] buffer = new byte[8 << 10];
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            if (!isZero(Arrays.copyOf(buffer, count))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private CorruptJournalException corruptLast(String why) {
        return new CorruptJournalException(file, last, position.number(), why);
    }

    private CorruptJournalException corrupt(String why) {
        return new CorruptJournalException(file, offset, position.number() + 1, why);
    }

    /** After the last record that {@link #next} gave. */
    JournalPosition position() {
        return position;
    }

    /** The byte after the last record that {@link #next} gave. */
    long offset() {
        return offset;
    }

    /** How many bytes of a record that was never acknowledged follow {@link #offset}, once {@link #next} gave null. */
    long tornBytes() {
        return torn ? size - offset : 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
