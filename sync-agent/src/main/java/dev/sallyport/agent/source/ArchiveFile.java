package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.ChannelInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A tar archive, open to be read by position. A compressed one is unpacked first, into a file without a name that is gone with
 * this process however that ends. Safe for use by many threads.
 */
final class ArchiveFile implements Closeable {
    private static final int BUFFER = 256 << 10;

    private final Path named;
    private final Path real;
    private final FileChannel channel;
    private final TarTable table;

    private ArchiveFile(Path named, Path real, FileChannel channel, TarTable table) {
        this.named = named;
        this.real = real;
        this.channel = channel;
        this.table = table;
    }

    /** @param scratch a folder that has room for what is unpacked; if it is not there, the nearest one above it that is */
    static ArchiveFile open(Path file, Path scratch) throws IOException, ArchiveException {
        return open(file, scratch, Expansion.OF_ARCHIVES);
    }

    static ArchiveFile open(Path file, Path scratch, Expansion expansion) throws IOException, ArchiveException {
        requireNonNull(scratch, "scratch is null");
        Path real = realPath(file);
        FileChannel channel = FileChannel.open(real, StandardOpenOption.READ);
        try {
            FileChannel tar = plain(file, channel, scratch, expansion);
            if (tar != channel) {
                channel.close();
                channel = tar;
            }
            return new ArchiveFile(file, real, channel, TarTable.read(file, channel));
        } catch (IOException | ArchiveException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where the archive is, however it was named. */
    static Path realPath(Path file) throws IOException, ArchiveException {
        Path real;
        try {
            real = requireNonNull(file, "file is null").toRealPath();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw ArchiveException.missing(file);
        }
        // Opening a pipe would wait for its other end.
        if (!Files.isRegularFile(real)) {
            boolean folder = Files.isDirectory(real);
            throw new ArchiveException(
                    file,
                    folder ? "it is a folder" : "it is not a plain file",
                    folder
                            ? "Name a folder that holds an image layout as oci:" + file + "."
                            : "Write the archive to a file first; it is not read in the order in which it comes.");
        }
        return real;
    }

    private static FileChannel plain(Path file, FileChannel channel, Path scratch, Expansion expansion)
            throws IOException, ArchiveException {
        byte[] first = first(channel, 0, channel.size());
        if (first.length == 0) {
            throw new ArchiveException(file, "it is empty");
        }
        Compression compression = Compression.of(first);
        if (!compression.isReadable()) {
            throw new ArchiveException(
                    file,
                    "it is compressed with " + compression.program(),
                    "Unpack it first: " + compression.program() + " -d " + file);
        }
        return compression == Compression.NONE ? channel : unpack(file, channel, compression, scratch, expansion);
    }

    private static byte[] first(FileChannel channel, long offset, long size) throws IOException {
        return new ChannelInputStream(channel, offset, Math.min(size, Compression.MAGIC)).readAllBytes();
    }

    private static FileChannel unpack(
            Path file, FileChannel packed, Compression compression, Path scratch, Expansion expansion)
            throws IOException, ArchiveException {
        Path temporary = Files.createTempFile(nearest(scratch), ".sallyport-unpacked-", ".tar");
        FileChannel target = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        long most = expansion.most(packed.size());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (InputStream in = new Unpacked(compression, new ChannelInputStream(packed, 0, packed.size()))) {
            int count = in.read(buffer.array());
            while (count >= 0) {
                if (target.position() + count > most) {
                    throw new ArchiveException(
                            file,
                            "it unpacks to more than " + most + " bytes, far more than its " + packed.size(),
                            "If that is meant, unpack it first: " + compression.program() + " -d " + file);
                }
                buffer.position(0).limit(count);
                while (buffer.hasRemaining()) {
                    target.write(buffer);
                }
                count = in.read(buffer.array());
            }
            return target;
        } catch (Unpacked.BrokenException e) {
            target.close();
            throw new ArchiveException(file, "its " + compression.program() + " data are damaged or cut off");
        } catch (IOException | ArchiveException | RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static Path nearest(Path folder) {
        @Nullable Path there = folder.toAbsolutePath();
        while (there != null && !Files.isDirectory(there)) {
            there = there.getParent();
        }
        return there == null ? folder : there;
    }

    /** The archive as it was named, for messages. */
    Path path() {
        return named;
    }

    /** Where it is. */
    Path realPath() {
        return real;
    }

    TarTable table() {
        return table;
    }

    /** The content of {@code entry} from byte {@code from} on. */
    InputStream open(TarEntry entry, long from) {
        if (from < 0 || from > entry.size()) {
            throw new IllegalArgumentException("No byte " + from + " in an entry of " + entry.size());
        }
        return new ChannelInputStream(channel, entry.offset() + from, entry.size() - from);
    }

    /** The whole content of {@code entry}. */
    byte[] read(String name, TarEntry entry, int limit) throws IOException, ArchiveException {
        if (entry.size() > limit) {
            throw new ArchiveException(named, name + " has more than the " + limit + " bytes allowed");
        }
        return open(entry, 0).readAllBytes();
    }

    /** How {@code entry} is compressed, as its first bytes say. */
    Compression compression(TarEntry entry) throws IOException {
        return Compression.of(first(channel, entry.offset(), entry.size()));
    }

    /** Ends all streams that this gave. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing a file that was only read failed: " + named, e);
        }
    }

    @Override
    public String toString() {
        return named.toString();
    }
}
