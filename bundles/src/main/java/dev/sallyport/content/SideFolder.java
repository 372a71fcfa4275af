package dev.sallyport.content;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A folder of files under their digests that is made when the first of them comes. */
final class SideFolder {
    private final Path root;
    private final Disk disk;

    SideFolder(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    /** Where the file of {@code digest} is, or would be. */
    Path file(Digest digest) {
        return root.resolve(digest.algorithm().prefix()).resolve(digest.hex());
    }

    /** As {@link #file}, with its folder made. */
    Path fileFor(Digest digest) throws IOException {
        Path file = file(digest);
        Path directory = DirectoryStore.directoryOf(file);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            disk.syncDirectory(root);
            disk.syncDirectory(DirectoryStore.directoryOf(root));
        }
        return file;
    }

    /** Is shown one file after the other, and says whether to go on. */
    interface Visitor {
        boolean visit(Path file) throws IOException;
    }

    /** Shows every file, in no order; there may be very many. */
    void forEach(Visitor visitor) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(algorithm.prefix()))) {
                for (Path file : found) {
                    if (!visitor.visit(file)) {
                        return;
                    }
                }
            } catch (NoSuchFileException e) {
                // Nothing came yet.
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
    }

    /** The digest of one of these files; empty for a file that somebody else put there. */
    static Optional<Digest> digest(Path file) {
        return Digest.tryParse(DirectoryStore.directoryOf(file).getFileName() + ":" + file.getFileName());
    }

    /** Makes what was renamed and deleted here durable. */
    void sync() throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path directory = root.resolve(algorithm.prefix());
            if (Files.isDirectory(directory)) {
                disk.syncDirectory(directory);
            }
        }
    }
}
