package dev.sallyport.agent.source;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.util.Native;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** How a file is compressed, as its first bytes say. */
enum Compression {
    NONE("", ""),
    GZIP("gzip", "1f8b"),
    ZSTD("zstd", "28b52ffd"),
    XZ("xz", "fd377a585a00"),
    BZIP2("bzip2", "425a68");

    /** How many first bytes tell. */
    static final int MAGIC = 6;

    private static final int BUFFER = 64 << 10;

    // What a frame may make its reader keep in memory: 2^27 bytes, as the zstd program allows by itself.
    private static final int LARGEST_WINDOW = 27;

    private final String program;
    private final String magic;

    Compression(String program, String magic) {
        this.program = program;
        this.magic = magic;
    }

    /** What {@code first} begins: {@link #MAGIC} bytes, or fewer if there are no more. */
    static Compression of(byte[] first) {
        String digits = HexFormat.of().formatHex(first);
        for (Compression compression : values()) {
            if (compression != NONE && digits.startsWith(compression.magic)) {
                return compression;
            }
        }
        return NONE;
    }

    /** The program that undoes it. */
    String program() {
        return program;
    }

    /** Whether {@link #unpack} can undo it here. */
    boolean isReadable() {
        return switch (this) {
            case NONE, GZIP -> true;
            case ZSTD -> isLibraryThere();
            case XZ, BZIP2 -> false;
        };
    }

    // The library is native: it lacks for rare processors, and where no temporary file may be run.
    private static boolean isLibraryThere() {
        try {
            Native.load();
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** What is compressed in {@code in}, which is closed with the stream that is given. */
    InputStream unpack(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(new BufferedInputStream(in, BUFFER), BUFFER);
            case ZSTD -> new ZstdInputStream(new BufferedInputStream(in, BUFFER)).setLongMax(LARGEST_WINDOW);
            case XZ, BZIP2 -> throw new IOException("No reader of " + program);
        };
    }
}
