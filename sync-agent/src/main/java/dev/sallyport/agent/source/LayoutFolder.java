package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** An image layout in a folder. Links are followed only to places inside the folder; only plain files are opened. */
final class LayoutFolder implements LayoutFiles {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path named;
    private final Path real;

    private LayoutFolder(Path named, Path real) {
        this.named = named;
        this.real = real;
    }

    /** The layout in {@code folder}, which may be a link to one. */
    static LayoutFolder open(Path folder) throws IOException, LayoutException {
        requireNonNull(folder, "folder is null");
        try {
            Path real = folder.toRealPath();
            if (Files.isDirectory(real)) {
                return new LayoutFolder(folder, real);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw LayoutException.missing(folder);
        }
        throw new LayoutException(folder, "it is not a folder");
    }

    @Override
    public Path path() {
        return named;
    }

    /** Where it is, however it was named. */
    Path realPath() {
        return real;
    }

    @Override
    public String address() {
        return "oci:" + real;
    }

    @Override
    public byte[] document(String name, int limit) throws IOException, LayoutException {
        Path file;
        try {
            file = inside(real.resolve(name), name);
        } catch (NoSuchFileException e) {
            throw new LayoutException(named, "it has no " + name);
        }
        try (FileChannel channel = FileChannel.open(file, READ);
                InputStream in = Channels.newInputStream(channel)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new LayoutException(named, name + " has more than the " + limit + " bytes allowed");
            }
            return content;
        }
    }

    @Override
    public InputStream open(Descriptor descriptor, long from) throws IOException, SallyportException {
        Digest digest = descriptor.digest();
        Path file = real.resolve("blobs").resolve(digest.algorithm().prefix()).resolve(digest.hex());
        FileChannel channel;
        try {
            channel = FileChannel.open(inside(file, digest.toString()), READ);
        } catch (NoSuchFileException e) {
            throw new LayoutContentMissingException(named, "content " + digest);
        }
        try {
            if (channel.size() != descriptor.size()) {
                throw DigestMismatchException.ofSize(digest, descriptor.size(), channel.size());
            }
            channel.position(from);
            return Channels.newInputStream(channel);
        } catch (IOException | SallyportException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private Path inside(Path file, String what) throws IOException, LayoutException {
        Path target = file.toRealPath();
        if (!target.startsWith(real)) {
            throw new LayoutException(named, what + " is a link that leads out of the folder");
        }
        // Opening a pipe would wait for its other end.
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new LayoutException(named, what + " is not a plain file");
        }
        return target;
    }
}
