package dev.sallyport.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * One entry of an archive with every field free to choose, right or wrong; the checksum alone is always right. Changed in place;
 * begins as the plain file that a volume may hold.
 */
public final class RawEntry {
    private static final int BLOCK = 512;

    private String name;
    private byte[] content;
    private long declaredSize;
    private char type = '0';
    private String link = "";
    private String prefix = "";
    private String mode = "0000644";
    private String size = "";
    private String modified = "00000000000";
    private boolean padded = true;

    /** A plain file. */
    public RawEntry(String name, byte[] content) {
        this.name = name;
        this.content = content.clone();
        this.declaredSize = content.length;
    }

    /** A plain file of text, one byte a character. */
    public static RawEntry text(String name, String content) {
        return new RawEntry(name, content.getBytes(ISO_8859_1));
    }

    /** An extended header for the entry after it. */
    public static RawEntry pax(String records) {
        return text("PaxHeaders/entry", records).type('x');
    }

    /** One record of an extended header, with its length. */
    public static String paxRecord(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.length() + 1;
        while (rest.length() + Integer.toString(length).length() != length) {
            length++;
        }
        return length + rest;
    }

    RawEntry copy() {
        RawEntry copy = new RawEntry(name, content);
        copy.declaredSize = declaredSize;
        copy.type = type;
        copy.link = link;
        copy.prefix = prefix;
        copy.mode = mode;
        copy.size = size;
        copy.modified = modified;
        copy.padded = padded;
        return copy;
    }

    /** The name in the header. */
    public String name() {
        return name;
    }

    /** The content that follows the header; a copy. */
    public byte[] content() {
        return content.clone();
    }

    public RawEntry name(String other) {
        name = other;
        return this;
    }

    /** Other content; the header says its size. */
    public RawEntry content(byte[] other) {
        content = other.clone();
        declaredSize = other.length;
        return this;
    }

    /** What the header says, whatever follows. */
    public RawEntry declaredSize(long bytes) {
        declaredSize = bytes;
        return this;
    }

    /** The size field's text, whatever the content. */
    public RawEntry sizeField(String text) {
        size = text;
        return this;
    }

    /** The type flag: {@code 1} a hard link, {@code 2} a symbolic link, {@code 3} a device, {@code 5} a directory, and so on. */
    public RawEntry type(char flag) {
        type = flag;
        return this;
    }

    public RawEntry link(String target) {
        link = target;
        return this;
    }

    public RawEntry prefix(String directory) {
        prefix = directory;
        return this;
    }

    public RawEntry mode(String octal) {
        mode = octal;
        return this;
    }

    public RawEntry modified(String octal) {
        modified = octal;
        return this;
    }

    /** Leaves out the zeros after the content. */
    public RawEntry unpadded() {
        padded = false;
        return this;
    }

    /** Header, content and padding. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header());
        out.writeBytes(content);
        if (padded) {
            out.writeBytes(new byte[Math.floorMod(-content.length, BLOCK)]);
        }
        return out.toByteArray();
    }

    private byte[] header() {
        byte[] header = new byte[BLOCK];
        put(header, 0, name, 100);
        put(header, 100, mode, 8);
        put(header, 108, "0000000", 8);
        put(header, 116, "0000000", 8);
        put(header, 124, size.isEmpty() ? String.format("%011o", declaredSize) : size, 12);
        put(header, 136, modified, 12);
        header[156] = (byte) type;
        put(header, 157, link, 100);
        put(header, 257, "ustar\00000", 8);
        put(header, 329, "0000000", 8);
        put(header, 337, "0000000", 8);
        put(header, 345, prefix, 155);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0", sum), 7);
        return header;
    }

    private static void put(byte[] header, int at, String text, int room) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, room));
    }
}
