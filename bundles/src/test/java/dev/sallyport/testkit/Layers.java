package dev.sallyport.testkit;

import dev.sallyport.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Makes layers: ustar archives in gzip. The gzip holds stored blocks that are written here and not by a zlib, whose output differs
 * between releases: the same files are the same bytes on every Java.
 */
public final class Layers {
    private static final int BLOCK = 512;
    private static final int STORED_BLOCK = 65_535;

    /** A layer's blob, and the digest of the tar archive inside it (its diffID). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Layer(byte[] blob, Digest diffId) {
        public Layer {
            blob = blob.clone();
        }

        @Override
        public byte[] blob() {
            return blob.clone();
        }
    }

    /** A file in a layer: its content and its permission bits. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record LayerFile(byte[] content, int mode) {
        public LayerFile {
            content = content.clone();
        }

        @Override
        public byte[] content() {
            return content.clone();
        }
    }

    /** A layer with these files, sorted by path; paths are relative and at most 100 characters. */
    public static Layer of(Map<String, LayerFile> files) {
        byte[] tar = tar(files);
        return new Layer(gzip(tar), Digest.sha256(tar));
    }

    /** A layer with one readable file. */
    public static Layer of(String path, byte[] content) {
        return of(Map.of(path, new LayerFile(content, 0644)));
    }

    /** {@code size} bytes that do not compress, the same for the same seed. */
    public static byte[] randomBytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** {@code content} in gzip, not compressed. */
    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 64);
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        int from = 0;
        do {
            int length = Math.min(STORED_BLOCK, content.length - from);
            out.write(from + length == content.length ? 1 : 0);
            littleEndian(out, length, 2);
            littleEndian(out, ~length, 2);
            out.write(content, from, length);
            from += length;
        } while (from < content.length);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        littleEndian(out, checksum.getValue(), 4);
        littleEndian(out, content.length, 4);
        return out.toByteArray();
    }

    private static byte[] tar(Map<String, LayerFile> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TreeMap<>(files).forEach((path, file) -> {
            byte[] content = file.content();
            out.writeBytes(header(path, content.length, file.mode()));
            out.writeBytes(content);
            out.writeBytes(new byte[-content.length & (BLOCK - 1)]);
        });
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static byte[] header(String path, int size, int mode) {
        byte[] header = new byte[BLOCK];
        field(header, 0, 100, path);
        field(header, 100, 8, octal(mode, 7));
        field(header, 108, 8, octal(0, 7));
        field(header, 116, 8, octal(0, 7));
        field(header, 124, 12, octal(size, 11));
        field(header, 136, 12, octal(0, 11));
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        field(header, 257, 8, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        field(header, 148, 8, octal(sum, 6) + "\0 ");
        return header;
    }

    private static void field(byte[] header, int at, int length, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > length) {
            throw new IllegalArgumentException("Does not fit a tar header: " + value);
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String octal(int value, int digits) {
        String text = Integer.toOctalString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    private Layers() {}
}
