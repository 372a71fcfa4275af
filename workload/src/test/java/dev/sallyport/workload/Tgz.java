package dev.sallyport.workload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Packs charts, good ones and bad ones. */
final class Tgz {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final GZIPOutputStream out;

    Tgz() {
        try {
            this.out = new GZIPOutputStream(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] of(String... namesAndContents) {
        Tgz tgz = new Tgz();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            tgz.file(namesAndContents[i], namesAndContents[i + 1]);
        }
        return tgz.bytes();
    }

    static byte[] gzip(byte[] content) {
        Tgz tgz = new Tgz();
        tgz.write(content);
        return tgz.end();
    }

    /** One record, with its own length in front. */
    static byte[] pax(String record) {
        int length = record.length() + 2;
        int whole = length + Integer.toString(length).length();
        whole = length + Integer.toString(whole).length();
        return (whole + " " + record + "\n").getBytes(StandardCharsets.UTF_8);
    }

    Tgz file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Tgz file(String name, byte[] content) {
        return entry('0', name, content);
    }

    Tgz entry(char type, String name, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o\0", content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        write(header);
        write(content);
        write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    byte[] bytes() {
        write(new byte[2 * BLOCK]);
        return end();
    }

    private byte[] end() {
        try {
            out.close();
            return packed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(byte[] content) {
        try {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
