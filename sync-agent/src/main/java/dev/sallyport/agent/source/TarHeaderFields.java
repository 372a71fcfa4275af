package dev.sallyport.agent.source;

import java.nio.charset.StandardCharsets;

/** The fields of one header block of a tar archive, whatever wrote it. */
final class TarHeaderFields {
    static final int BLOCK = 512;

    private static final int TYPE = 156;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    // Beyond this no file is, and sums of sizes cannot overflow.
    private static final long LARGEST = 1L << 60;

    private final byte[] block;

    TarHeaderFields(byte[] block) {
        this.block = block;
    }

    /** A block of zeros is the end of the archive. */
    boolean isEnd() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a header at all. Old programs summed signed bytes. */
    boolean hasItsChecksum() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long said = number(CHECKSUM, CHECKSUM_LENGTH);
        return said == unsigned || said == signed;
    }

    char type() {
        return (char) (block[TYPE] & 0xff);
    }

    /** The name, with what a POSIX archive puts before it. */
    String name() {
        String name = text(0, 100);
        boolean posix = text(257, 6).equals("ustar") && block[263] == '0';
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + '/' + name;
    }

    String link() {
        return text(157, 100);
    }

    /** The size; -1 if it is none. */
    long size() {
        return number(124, 12);
    }

    /** Whether a map of GNU's old sparse format goes on in the next block. */
    boolean hasMoreOfSparseMap() {
        return block[482] != 0;
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }

    // Octal digits, or with the highest bit set a number of 8 bits a byte.
    private long number(int from, int length) {
        if ((block[from] & 0x80) != 0) {
            return binary(from, length);
        }
        String digits = new String(block, from, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (!digits.matches("[0-7]{0,12}")) {
            return -1;
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private long binary(int from, int length) {
        long value = block[from] & 0x7f;
        for (int i = from + 1; i < from + length; i++) {
            if (value > LARGEST >> 8) {
                return -1;
            }
            value = value << 8 | (block[i] & 0xff);
        }
        return value;
    }
}
