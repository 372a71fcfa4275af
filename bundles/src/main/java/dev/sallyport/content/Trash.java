package dev.sallyport.content;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Blobs that nobody needs, until their space is taken back. What is here is held no more: content that comes again is written
 * again. A file's time says when it came here, as durably as that is; one that lost it to a power cut goes earlier. Safe for use by
 * many threads.
 */
public final class Trash {
    private final DirectoryStore store;
    private final Disk disk;
    private final SideFolder folder;

    Trash(DirectoryStore store, Disk disk, Path root) {
        this.store = store;
        this.disk = disk;
        this.folder = new SideFolder(root, disk);
    }

    /**
     * Takes a blob out of the store, in one step. Readers that have it open go on reading. It is durable once
     * {@link DirectoryStore#syncNames} was called for the blob's folder; until then a power cut may bring it back.
     *
     * @return its size in bytes; below 0 if it is not held
     */
    public long put(Digest digest, Instant now) throws IOException {
        Path file = store.path(digest);
        try {
            long size = Files.size(file);
            // Before it is renamed: the other way round a crash in between would let it look as old as its content.
            Files.setLastModifiedTime(file, FileTime.from(now));
            disk.publish(file, folder.fileFor(digest));
            return size;
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** What is here. */
    public StoredAmount amount() throws IOException {
        return amountBefore(Instant.MAX);
    }

    /** What {@link #purge} would delete at this moment. */
    public StoredAmount amountBefore(Instant before) throws IOException {
        Sum sum = new Sum();
        folder.forEach(file -> {
            sum.add(sizeIfBefore(file, before));
            return true;
        });
        return sum.amount;
    }

    /**
     * Deletes what came here before {@code before}, until {@code goOn} says no. Needs no room on the disk.
     *
     * @return what was deleted
     */
    public StoredAmount purge(Instant before, BooleanSupplier goOn) throws IOException {
        Sum purged = new Sum();
        folder.forEach(file -> {
            StoredAmount amount = sizeIfBefore(file, before);
            if (amount.files() > 0) {
                disk.delete(file);
                purged.add(amount);
            }
            return goOn.getAsBoolean();
        });
        if (purged.amount.files() > 0) {
            folder.sync();
        }
        return purged.amount;
    }

    private static final class Sum {
        private StoredAmount amount = StoredAmount.NONE;

        void add(StoredAmount more) {
            amount = amount.plus(more);
        }
    }

    private static StoredAmount sizeIfBefore(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before)
                    ? StoredAmount.NONE.plusFile(Files.size(file))
                    : StoredAmount.NONE;
        } catch (NoSuchFileException e) {
            return StoredAmount.NONE;
        }
    }
}
