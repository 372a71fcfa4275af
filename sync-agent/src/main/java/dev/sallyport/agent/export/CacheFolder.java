package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.CacheLocks;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.Disk;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A folder of content that was fetched: only speed is lost with it. Several processes may use it at once; what one of them drops
 * another that still needs it fetches again.
 */
public final class CacheFolder {
    private static final int BUFFER = 1 << 20;

    private final Path folder;
    private final DirectoryStore store;
    private final CacheLocks locks;

    private CacheFolder(Path folder, DirectoryStore store, CacheLocks locks) {
        this.folder = folder;
        this.store = store;
        this.locks = locks;
    }

    /** Opens the folder, making it if it is not there. */
    public static CacheFolder open(Path folder, Disk disk) throws IOException {
        requireNonNull(folder, "folder is null");
        DirectoryStore store = DirectoryStore.open(folder, new UnsyncedDisk(disk));
        return new CacheFolder(folder, store, CacheLocks.in(folder));
    }

    /**
     * Opens a folder that is there.
     *
     * @throws NoSuchFileException if it is not
     */
    public static CacheFolder openExisting(Path folder, Disk disk) throws IOException {
        if (!Files.isDirectory(folder.resolve("blobs"))) {
            throw new NoSuchFileException(folder.toString());
        }
        return open(folder, disk);
    }

    Path path() {
        return folder;
    }

    DirectoryStore store() {
        return store;
    }

    CacheLocks locks() {
        return locks;
    }

    /**
     * Content that is kept.
     *
     * @param size in bytes
     * @param lastUsed when a run last needed it
     */
    public record Kept(Digest digest, long size, Instant lastUsed) {}

    /** All that is kept, what was used longest ago first. */
    public List<Kept> list() throws IOException {
        List<Digest> digests = new ArrayList<>();
        store.forEach(digests::add);
        List<Kept> all = new ArrayList<>();
        for (Digest digest : digests) {
            OptionalLong size = store.size(digest);
            Optional<Instant> used = store.lastUsed(digest);
            if (size.isPresent() && used.isPresent()) {
                all.add(new Kept(digest, size.getAsLong(), used.get()));
            }
        }
        all.sort(Comparator.comparing(Kept::lastUsed).thenComparing(Kept::digest));
        return all;
    }

    /** How many downloads were begun and not finished, and may be going on. */
    public int unfinished() throws IOException {
        return store.uploads().size();
    }

    /** Notes that a run needs these. */
    void markUsed(Collection<Digest> digests, Instant when) throws IOException {
        for (Digest digest : digests) {
            store.markUsed(digest, when);
        }
    }

    /**
     * Drops content, what was used longest ago first, until no more than {@code limit} bytes are kept.
     *
     * @param needed what is not dropped, whatever the limit
     * @return what was dropped
     */
    public List<Kept> prune(Set<Digest> needed, long limit) throws IOException {
        List<Kept> all = list();
        long bytes = all.stream().mapToLong(Kept::size).sum();
        List<Kept> dropped = new ArrayList<>();
        for (Kept kept : all) {
            if (bytes > limit && !needed.contains(kept.digest())) {
                remove(kept.digest());
                bytes -= kept.size();
                dropped.add(kept);
            }
        }
        return dropped;
    }

    private void remove(Digest digest) throws IOException {
        CacheLocks.Held lock = locks.acquire(digest);
        try {
            store.remove(digest);
        } finally {
            lock.close();
        }
    }

    /** Drops what is left of downloads that nobody finished, unless one goes on just now. How many they were. */
    public int pruneUnfinished() throws IOException {
        int dropped = 0;
        for (UploadId upload : store.uploads()) {
            Optional<Digest> digest = Digest.tryParse(upload.value().replaceFirst("-", ":"));
            Optional<CacheLocks.Held> lock = digest.isPresent() ? locks.tryAcquire(digest.get()) : Optional.empty();
            if (lock.isPresent()) {
                try (PartialBlob partial = store.upload(upload)) {
                    partial.discard();
                    dropped++;
                } finally {
                    lock.get().close();
                }
            }
        }
        return dropped;
    }

    /**
     * Reads everything and drops what is not what its name says. What was dropped; the next run fetches it again.
     *
     * @param progress told the bytes
     */
    public List<Digest> verify(Progress progress) throws IOException {
        List<Kept> all = list();
        long total = all.stream().mapToLong(Kept::size).sum();
        long done = 0;
        byte[] buffer = new byte[BUFFER];
        List<Digest> spoilt = new ArrayList<>();
        for (Kept kept : all) {
            if (isSpoilt(kept.digest(), buffer)) {
                remove(kept.digest());
                spoilt.add(kept.digest());
            }
            done += kept.size();
            progress.advance("verifying", done, total);
        }
        return spoilt;
    }

    private boolean isSpoilt(Digest digest, byte[] buffer) throws IOException {
        Optional<StoredBlob> found = store.open(digest);
        if (found.isEmpty()) {
            return false;
        }
        MessageDigest computation = digest.algorithm().newMessageDigest();
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, blob.size())) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                computation.update(buffer, 0, count);
            }
        }
        return !Digest.finish(digest.algorithm(), computation).equals(digest);
    }
}
