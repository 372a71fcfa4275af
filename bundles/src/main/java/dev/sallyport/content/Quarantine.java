package dev.sallyport.content;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files whose bytes are not what their name says, kept for people to look at. They are held no more, so that whoever brings the
 * content again heals it. Safe for use by many threads.
 */
public final class Quarantine {
    private final DirectoryStore store;
    private final Disk disk;
    private final SideFolder folder;

    Quarantine(DirectoryStore store, Disk disk, Path root) {
        this.store = store;
        this.disk = disk;
        this.folder = new SideFolder(root, disk);
    }

    /**
     * Takes a damaged blob out of the store, durably. Readers that have it open go on reading.
     *
     * @return whether it was held
     */
    public boolean put(Digest digest) throws IOException {
        Path file = store.path(digest);
        try {
            disk.publish(file, folder.fileFor(digest));
        } catch (NoSuchFileException e) {
            return false;
        }
        folder.sync();
        disk.syncDirectory(DirectoryStore.directoryOf(file));
        return true;
    }

    /** Where the damaged file is, or would be. */
    public Path file(Digest digest) {
        return folder.file(digest);
    }

    /** What is here, sorted. */
    public List<Digest> digests() throws IOException {
        List<Digest> digests = new ArrayList<>();
        folder.forEach(file -> {
            SideFolder.digest(file).ifPresent(digests::add);
            return true;
        });
        digests.sort(null);
        return digests;
    }

    /** Deletes a damaged file for good; one that is not here is no error. */
    public void delete(Digest digest) throws IOException {
        Path file = folder.file(digest);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            disk.delete(file);
            folder.sync();
        }
    }
}
