package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one header that an entry of a given name and size has: a plain ustar file with fixed metadata, and before it a pax header
 * only for a name or a size that ustar cannot say. A reader builds the header again from what it read and compares all of it, so
 * nothing can hide in a field.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">ustar and pax interchange formats</a>
 */
record TarHeader(String path, long size) {
    static final int BLOCK = 512;

    private static final int NAME = 100;
    private static final long LARGEST_OCTAL = (1L << 33) - 1;
    private static final int LONGEST_PAX = 1024;
    private static final String PAX_NAME = "PaxHeaders/entry";

    TarHeader {
        requireNonNull(path, "path is null");
        if (path.isEmpty() || !StandardCharsets.US_ASCII.newEncoder().canEncode(path) || size < 0) {
            throw new IllegalArgumentException("Not a path and a size");
        }
    }

    /** How many bytes an entry takes in the archive: header, content, padding. */
    static long entrySize(String path, long size) {
        return new TarHeader(path, size).encode().length + size + padding(size);
    }

    /** How many zeros follow content of {@code size} bytes. */
    static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] records = paxRecords();
        if (records.length > 0) {
            out.writeBytes(block(PAX_NAME, records.length, 'x'));
            out.writeBytes(records);
            out.writeBytes(new byte[padding(records.length)]);
        }
        out.writeBytes(block(path, size > LARGEST_OCTAL ? 0 : size, '0'));
        return out.toByteArray();
    }

    private byte[] paxRecords() {
        StringBuilder records = new StringBuilder();
        if (path.length() > NAME) {
            records.append(paxRecord("path", path));
        }
        if (size > LARGEST_OCTAL) {
            records.append(paxRecord("size", Long.toString(size)));
        }
        return records.toString().getBytes(StandardCharsets.US_ASCII);
    }

    // A record begins with its own length, which counts its own digits.
    private static String paxRecord(String key, String value) {
        int rest = 1 + key.length() + 1 + value.length() + 1;
        int length = rest + Integer.toString(rest).length();
        if (rest + Integer.toString(length).length() != length) {
            length++;
        }
        return length + " " + key + '=' + value + '\n';
    }

    private static byte[] block(String name, long size, char type) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name.substring(0, Math.min(name.length(), NAME)));
        put(block, 100, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, String.format("%011o", size));
        put(block, 136, "00000000000");
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar");
        put(block, 263, "00");
        put(block, 329, "0000000");
        put(block, 337, "0000000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format("%06o", sum));
        block[154] = 0;
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /**
     * Reads a header; null at the end of the archive, its first zero block consumed.
     *
     * @throws MalformedHeaderException if it is not the one header of its name and size
     * @throws EOFException if the stream ends within it
     */
    static @Nullable TarHeader read(InputStream in) throws IOException, MalformedHeaderException {
        byte[] first = readBlock(in);
        if (isZero(first)) {
            return null;
        }
        TarHeader header;
        byte[] whole;
        if (first[156] == 'x') {
            int length = (int) Math.min(octal(first), LONGEST_PAX + 1L);
            if (length > LONGEST_PAX) {
                throw new MalformedHeaderException("a pax header longer than " + LONGEST_PAX + " bytes");
            }
            byte[] rest = readBytes(in, length + padding(length) + BLOCK);
            whole = concatenate(first, rest);
            header = fromPax(
                    new String(rest, 0, length, StandardCharsets.ISO_8859_1),
                    Arrays.copyOfRange(rest, rest.length - BLOCK, rest.length));
        } else {
            whole = first;
            header = new TarHeader(name(first), octal(first));
        }
        if (!Arrays.equals(header.encode(), whole)) {
            throw new MalformedHeaderException("metadata that is not a plain file's of that name and size");
        }
        return header;
    }

    private static TarHeader fromPax(String records, byte[] block) throws MalformedHeaderException {
        String path = name(block);
        long size = octal(block);
        int at = 0;
        while (at < records.length()) {
            int space = records.indexOf(' ', at);
            int equals = records.indexOf('=', at);
            int end = records.indexOf('\n', at);
            if (space < at || equals < space || end < equals) {
                throw new MalformedHeaderException("a pax header that cannot be read");
            }
            String value = records.substring(equals + 1, end);
            switch (records.substring(space + 1, equals)) {
                case "path" -> path = value;
                case "size" -> size = decimal(value);
                default -> throw new MalformedHeaderException("a pax header that says more than a name and a size");
            }
            at = end + 1;
        }
        try {
            return new TarHeader(path, size);
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException("a pax header that cannot be read");
        }
    }

    private static String name(byte[] block) throws MalformedHeaderException {
        int end = 0;
        while (end < NAME && block[end] != 0) {
            if (block[end] <= ' ' || block[end] > '~') {
                throw new MalformedHeaderException("a name that is not printable ASCII");
            }
            end++;
        }
        if (end == 0) {
            throw new MalformedHeaderException("no name");
        }
        return new String(block, 0, end, StandardCharsets.US_ASCII);
    }

    private static long octal(byte[] block) throws MalformedHeaderException {
        long value = 0;
        for (int i = 124; i < 135; i++) {
            if (block[i] < '0' || block[i] > '7') {
                throw new MalformedHeaderException("a size that is not eleven octal digits");
            }
            value = value << 3 | (block[i] - '0');
        }
        return value;
    }

    private static long decimal(String text) throws MalformedHeaderException {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new MalformedHeaderException("a size that is no number");
        }
        return Long.parseLong(text);
    }

    static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] readBlock(InputStream in) throws IOException {
        return readBytes(in, BLOCK);
    }

    static byte[] readBytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The archive ends within an entry");
        }
        return bytes;
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A header that no writer of this format makes. */
    static final class MalformedHeaderException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedHeaderException(String found) {
            super(found);
        }

        String found() {
            return String.valueOf(getMessage());
        }
    }
}
