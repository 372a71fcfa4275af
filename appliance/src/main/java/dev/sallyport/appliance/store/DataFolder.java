package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the appliance keeps what, under the folder that {@code --data} names:
 *
 * <pre>
 * DATA/
 *   lock                              held by the process that works here
 *   content/                          the blobs: {@link dev.sallyport.content.DirectoryStore} draws its tree
 *   releases/HEX.dsse.json            a bundle's signed statement, by the statement's digest
 *   releases/HEX.index.json           every root of the release
 *   releases/HEX.omitted.jsonl        what was left out on purpose; when not empty
 *   releases/HEX.prerequisites.jsonl  what the bundle took to be here; when not empty
 *   releases/HEX.listing-NNNNNN.jsonl what volume NNNNNN holds, once such a volume came
 *   trust/HEX.pub                     a publisher's key in PEM, by its key id
 *   journal/journal                   every change, appended and chained by digests
 *   reserve                           room for the journal and the database, given up when a full disk is cleaned
 *   scrub.json                        how far the last reading of all blobs came, and what it found
 *   database/meta.mv.db               an index over all of the above; may be deleted while nothing runs
 * </pre>
 *
 * <p>Every name is fixed or made from a digest.
 */
public final class DataFolder {
    private final Path root;

    /** The folder at {@code root}; nothing is made or read yet. */
    public DataFolder(Path root) {
        this.root = requireNonNull(root, "root is null").toAbsolutePath().normalize();
    }

    /** Makes the folders that are missing, durably. */
    void create(Disk disk) throws IOException {
        boolean made = !Files.isDirectory(root);
        Files.createDirectories(root);
        Path parent = root.getParent();
        if (made && parent != null) {
            disk.syncDirectory(parent);
        }
        for (Path directory :
                new Path[] {content(), releases(), trust(), journal().getParent(), database()}) {
            Files.createDirectories(requireNonNull(directory));
        }
        disk.syncDirectory(root);
    }

    /** The folder itself, absolute. */
    public Path root() {
        return root;
    }

    /** The root of the content store. */
    public Path content() {
        return root.resolve("content");
    }

    /** The folder of the release documents. */
    public Path releases() {
        return root.resolve("releases");
    }

    /** The folder of the publishers' keys. */
    public Path trust() {
        return root.resolve("trust");
    }

    /** The journal's file. */
    public Path journal() {
        return root.resolve("journal").resolve("journal");
    }

    /** The folder of the database's files. */
    public Path database() {
        return root.resolve("database");
    }

    /** The file that keeps some room free. */
    public Path reserve() {
        return root.resolve("reserve");
    }

    /** Where the scrub keeps how far it is. */
    public Path scrub() {
        return root.resolve("scrub.json");
    }

    Path lock() {
        return root.resolve("lock");
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
