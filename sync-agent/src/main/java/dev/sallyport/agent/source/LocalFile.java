package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.ChannelInputStream;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Printable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;

/** A plain file as content: its digest is computed once, and it must stay as it was then. Safe for use by many threads. */
final class LocalFile {
    private static final int BUFFER = 256 << 10;

    private final Path path;
    private final State state;
    private final Digest digest;

    private record State(long size, FileTime modified) {
        static State of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new State(attributes.size(), attributes.lastModifiedTime());
        }
    }

    private LocalFile(Path path, State state, Digest digest) {
        this.path = path;
        this.state = state;
        this.digest = digest;
    }

    /**
     * Reads the file once, for its digest.
     *
     * @throws FileException if there is none, or it is no plain file
     * @throws FileChangedException if it changes meanwhile
     */
    static LocalFile read(Path file) throws IOException, FileException, FileChangedException {
        Path path = absolute(file);
        // Opening a pipe would wait for its other end.
        if (!Files.isRegularFile(path)) {
            throw Files.exists(path) ? FileException.notPlain(file) : FileException.missing(file);
        }
        String name = requireNonNull(path.getFileName()).toString();
        if (!Printable.clean(name).equals(name)) {
            throw FileException.badName(file);
        }
        State state = State.of(path);
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (InputStream in = Files.newInputStream(path)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                computation.update(buffer, 0, count);
                size += count;
            }
        }
        LocalFile read = new LocalFile(path, state, Digest.finish(DigestAlgorithm.SHA256, computation));
        if (size != state.size()) {
            throw new FileChangedException(path);
        }
        read.requireUnchanged();
        return read;
    }

    // Its folder in one spelling; but its own name as it was given, for that is carried.
    private static Path absolute(Path file) throws IOException, FileException {
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || absolute.getFileName() == null) {
            throw FileException.notPlain(file);
        }
        Path last = requireNonNull(file.getFileName());
        try {
            return last.toString().equals("..") || last.toString().equals(".")
                    ? absolute
                    : parent.toRealPath().resolve(last);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw FileException.missing(file);
        }
    }

    /** Absolute, however the file was named. */
    Path path() {
        return path;
    }

    /** The last part of its path. */
    String name() {
        return requireNonNull(path.getFileName()).toString();
    }

    Digest digest() {
        return digest;
    }

    /** In bytes. */
    long size() {
        return state.size();
    }

    Descriptor descriptor(String mediaType) {
        return new Descriptor(mediaType, digest, state.size());
    }

    /**
     * The content from byte {@code from} on.
     *
     * @throws FileChangedException if it is not as it was when it was read first; a change while the stream is read breaks that off
     */
    InputStream open(long from) throws IOException, FileChangedException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new FileChangedException(path);
        }
        try {
            requireUnchanged();
            return new Watched(channel, new ChannelInputStream(channel, from, state.size() - from));
        } catch (IOException | FileChangedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** @throws FileChangedException if it is not as it was when it was read first */
    void requireUnchanged() throws IOException, FileChangedException {
        if (!isUnchanged()) {
            throw new FileChangedException(path);
        }
    }

    private boolean isUnchanged() throws IOException {
        try {
            return State.of(path).equals(state);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Does not end well if the file was changed meanwhile. */
    private final class Watched extends FilterInputStream {
        private final FileChannel channel;

        Watched(FileChannel channel, InputStream in) {
            super(in);
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            if ((count < 0 || in.available() == 0) && !isUnchanged()) {
                throw new IOException("The file " + path + " was changed while it was read");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
