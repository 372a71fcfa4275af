package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.TarEntry.Kind;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the headers of a tar archive, from its first to its end, without reading content: ustar, pax and GNU archives. It sees
 * what docker and skopeo see, or refuses. One thread.
 */
final class TarScanner {
    private static final int BLOCK = TarHeaderFields.BLOCK;
    private static final int LARGEST_EXTENSION = 1 << 20;

    private final Path archive;
    private final FileChannel channel;
    private final long length;
    private final int mostHeaders;
    private long position;
    private int headers;
    private boolean ended;
    private String name = "";

    /** @param archive its name, for messages */
    TarScanner(Path archive, FileChannel channel, int mostHeaders) throws IOException {
        this.archive = archive;
        this.channel = channel;
        this.length = channel.size();
        this.mostHeaders = mostHeaders;
    }

    /** The name of the entry that {@link #next} gave, as the archive writes it. */
    String name() {
        return name;
    }

    /** Whether the archive has its end; without it the last entries may be missing. */
    boolean hasItsEnd() {
        return ended;
    }

    /** The next entry; null if there are no more. */
    @Nullable
    TarEntry next() throws IOException, ArchiveException {
        Extensions extensions = new Extensions();
        while (position < length) {
            TarHeaderFields header = header();
            if (header.isEnd()) {
                ended = true;
                break;
            }
            switch (header.type()) {
                case 'x' -> extensions.records = records(extension(header));
                case 'g' -> requireHarmless(records(extension(header)));
                case 'L' -> extensions.name = text(extension(header));
                case 'K' -> extensions.link = text(extension(header));
                default -> {
                    return entry(header, extensions);
                }
            }
        }
        if (extensions.isUsed()) {
            throw cutOff("after a header that is about the next entry");
        }
        return null;
    }

    private TarHeaderFields header() throws IOException, ArchiveException {
        if (++headers > mostHeaders) {
            throw new ArchiveException(
                    archive,
                    "it has more than the " + mostHeaders + " entries allowed",
                    "Divide it into several archives.");
        }
        TarHeaderFields header = new TarHeaderFields(bytes(BLOCK));
        if (!header.isEnd() && !header.hasItsChecksum()) {
            throw new ArchiveException(
                    archive,
                    headers == 1 ? "it is no tar archive" : "it is damaged at byte " + (position - BLOCK),
                    "Name an archive that skopeo, podman or docker wrote, and have it written again if it is damaged.");
        }
        return header;
    }

    private TarEntry entry(TarHeaderFields header, Extensions extensions) throws IOException, ArchiveException {
        name = requireNonNull(extensions.name(header.name()));
        Kind kind = extensions.isSparse() ? Kind.SPARSE : kind(header);
        long size = extensions.size(header.size());
        if (size < 0) {
            throw new ArchiveException(archive, entry() + " has a size that is none");
        }
        if (header.type() == 'S') {
            skipSparseMap(header);
        }
        boolean content = !isHeaderAlone(header.type());
        long offset = position;
        skip(content ? size : 0);
        return new TarEntry(kind, offset, content ? size : 0, extensions.link(header.link()));
    }

    private Kind kind(TarHeaderFields header) {
        return switch (header.type()) {
            case '0', '\0', '7' -> name.endsWith("/") ? Kind.OTHER : Kind.FILE;
            case '1' -> Kind.HARD_LINK;
            case '2' -> Kind.SYMBOLIC_LINK;
            case 'S' -> Kind.SPARSE;
            default -> Kind.OTHER;
        };
    }

    // Links, devices, directories and pipes have no content, whatever size they say; before POSIX a slash made a
    // directory.
    private boolean isHeaderAlone(char type) {
        return (type >= '1' && type <= '6') || (type == '\0' && name.endsWith("/"));
    }

    private void skipSparseMap(TarHeaderFields header) throws IOException, ArchiveException {
        boolean more = header.hasMoreOfSparseMap();
        while (more) {
            more = bytes(BLOCK)[504] != 0;
        }
    }

    private byte[] extension(TarHeaderFields header) throws IOException, ArchiveException {
        long size = header.size();
        if (size < 0 || size > LARGEST_EXTENSION) {
            throw new ArchiveException(
                    archive, "a header has " + size + " bytes, more than the " + LARGEST_EXTENSION + " allowed");
        }
        byte[] content = bytes((int) size);
        position = Math.min(length, position + padding(size));
        return content;
    }

    private Map<String, String> records(byte[] content) throws ArchiveException {
        return PaxRecords.parse(content)
                .orElseThrow(() ->
                        new ArchiveException(archive, "it has a pax header that cannot be read at byte " + position));
    }

    // Programs do not agree on whether these count for all entries that follow.
    private void requireHarmless(Map<String, String> records) throws ArchiveException {
        for (String key : records.keySet()) {
            if (Extensions.isMeant(key)) {
                throw new ArchiveException(
                        archive,
                        "it says '" + Printable.shorten(key) + "' for all entries at once",
                        "Write the archive with another program.");
            }
        }
    }

    private void skip(long size) throws ArchiveException {
        if (size > length - position) {
            throw cutOff("in " + entry() + ", which has " + size + " bytes");
        }
        position = Math.min(length, position + size + padding(size));
    }

    private static long padding(long size) {
        return -size & (BLOCK - 1);
    }

    private byte[] bytes(int count) throws IOException, ArchiveException {
        if (count > length - position) {
            throw cutOff("in a header");
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, position + bytes.position());
            if (read < 0) {
                throw cutOff("in a header");
            }
        }
        position += count;
        return bytes.array();
    }

    private ArchiveException cutOff(String where) {
        return new ArchiveException(archive, "it is cut off after " + length + " bytes, " + where);
    }

    private String entry() {
        return "the entry '" + Printable.shorten(name) + "'";
    }

    private static String text(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** What headers before an entry's own say of it. */
    private static final class Extensions {
        private static final String SPARSE = "GNU.sparse.";

        private Map<String, String> records = Map.of();
        private @Nullable String name;
        private @Nullable String link;

        static boolean isMeant(String key) {
            return key.equals("path") || key.equals("size") || key.equals("linkpath") || key.startsWith(SPARSE);
        }

        boolean isUsed() {
            return name != null || link != null || !records.isEmpty();
        }

        boolean isSparse() {
            return records.keySet().stream().anyMatch(key -> key.startsWith(SPARSE));
        }

        String name(String own) {
            String path = records.getOrDefault(SPARSE + "name", records.get("path"));
            return path != null ? path : name != null ? name : own;
        }

        String link(String own) {
            String path = records.get("linkpath");
            return path != null ? path : link != null ? link : own;
        }

        long size(long own) {
            String size = records.get("size");
            if (size == null) {
                return own;
            }
            return size.matches("[0-9]{1,18}") ? Long.parseLong(size) : -1;
        }
    }
}
