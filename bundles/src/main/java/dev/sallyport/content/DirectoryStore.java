package dev.sallyport.content;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A {@link ContentStore} in a directory of its own; the package page draws its tree. */
public final class DirectoryStore implements ContentStore {
    /** How many folders the blobs of one algorithm are in. */
    public static final int FOLDERS = 256;

    private final Path root;
    private final Disk disk;
    private final Trash trash;
    private final Quarantine quarantine;
    private final Set<UploadId> open = ConcurrentHashMap.newKeySet();
    // The directories under blobs/ALGORITHM/ whose names are durable; at most 256 each.
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();
    // The directories of which every name that an earlier run left is durable.
    private final Set<Path> confirmed = ConcurrentHashMap.newKeySet();
    // The blobs whose files have their names, not yet durably; and by how many.
    private final Map<Digest, Integer> naming = new ConcurrentHashMap<>();

    private DirectoryStore(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
        this.trash = new Trash(this, disk, root.resolve("trash"));
        this.quarantine = new Quarantine(this, disk, root.resolve("quarantine"));
    }

    /** Opens the store in {@code root}, making its directories where they are missing. */
    public static DirectoryStore open(Path root, Disk disk) throws IOException {
        DirectoryStore store =
                new DirectoryStore(requireNonNull(root, "root is null"), requireNonNull(disk, "disk is null"));
        store.makeDirectories();
        return store;
    }

    // What is there is synced here, once for all: whoever made it may have been killed before he did it.
    private void makeDirectories() throws IOException {
        Files.createDirectories(root.resolve("partial"));
        Path blobs = root.resolve("blobs");
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path directory = Files.createDirectories(blobs.resolve(algorithm.prefix()));
            try (DirectoryStream<Path> prefixes = Files.newDirectoryStream(directory)) {
                prefixes.forEach(durable::add);
            }
            disk.syncDirectory(directory);
        }
        disk.syncDirectory(blobs);
        disk.syncDirectory(root);
    }

    /** Makes the directory of a blob's file if it is missing, and durable before anything is put there. */
    void makeDirectoryOf(Path file) throws IOException {
        Path directory = directoryOf(file);
        if (!durable.contains(directory)) {
            Files.createDirectories(directory);
            disk.syncDirectory(directoryOf(directory));
            durable.add(directory);
        }
    }

    @Override
    public Optional<StoredBlob> open(Digest digest) throws IOException {
        try {
            FileChannel channel = FileChannel.open(path(digest), StandardOpenOption.READ);
            return Optional.of(new FileBlob(channel, channel.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public PartialBlob upload(UploadId id) throws IOException {
        return upload(id, new RunningDigest(DigestAlgorithm.SHA256));
    }

    /**
     * As {@link #upload(UploadId)}, for a blob of whose first bytes the digest is known.
     *
     * @param running of the bytes that earlier uploads of this id wrote, and nobody else; this one goes on with it
     */
    public PartialBlob upload(UploadId id, RunningDigest running) throws IOException {
        if (!open.add(id)) {
            throw new IllegalStateException("Upload is open already: " + id.value());
        }
        Path file = partial(id);
        try {
            return new FilePartialBlob(this, disk, file, disk.append(file), running, () -> open.remove(id));
        } catch (IOException | RuntimeException e) {
            open.remove(id);
            throw e;
        }
    }

    /**
     * Whether a blob of this size is held, and will be after a power cut: also one whose writer was killed before its name was
     * durable, or is still at it. One that is being committed right now may count although its commit has not returned.
     */
    public boolean holdsDurably(Digest digest, long size) throws IOException {
        if (!holds(digest, size)) {
            return false;
        }
        Path directory = directoryOf(path(digest));
        // In this order: a blob that was found and is not being named any more is durable.
        if (naming.containsKey(digest) || !confirmed.contains(directory)) {
            disk.syncDirectory(directory);
            confirmed.add(directory);
        }
        return true;
    }

    /** Gives a blob, whose bytes are synced, its name, durably. */
    void publish(Path file, Digest digest) throws IOException {
        Path target = path(digest);
        naming.merge(digest, 1, Integer::sum);
        try {
            disk.publish(file, target);
            disk.syncDirectory(directoryOf(target));
        } finally {
            naming.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The uploads that were begun and neither committed nor discarded, by this run or an earlier one. */
    public List<UploadId> uploads() throws IOException {
        List<UploadId> uploads = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("partial"))) {
            for (Path file : files) {
                UploadId.tryParse(file.getFileName().toString()).ifPresent(uploads::add);
            }
        }
        return uploads;
    }

    /** Deletes an upload that nobody has open and nobody wrote to since {@code before}; says its size, below 0 if there is none. */
    public long expireUpload(UploadId id, Instant before) throws IOException {
        // Looked at before it is taken: whoever goes on with a young one must not find it open.
        if (!wasWrittenBefore(id, before) || !open.add(id)) {
            return -1;
        }
        try {
            Path file = partial(id);
            if (!wasWrittenBefore(id, before)) {
                return -1;
            }
            long size = Files.size(file);
            disk.delete(file);
            return size;
        } catch (NoSuchFileException e) {
            return -1;
        } finally {
            open.remove(id);
        }
    }

    private boolean wasWrittenBefore(UploadId id, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(partial(id)).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** When somebody last wrote to an upload, and how much it is by now; empty if there is none. */
    public Optional<UploadFile> uploadFile(UploadId id) throws IOException {
        try {
            Path file = partial(id);
            return Optional.of(new UploadFile(
                    Files.size(file), Files.getLastModifiedTime(file).toInstant(), open.contains(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * What is here of an upload.
     *
     * @param size in bytes
     * @param written when somebody last wrote to it
     * @param open whether somebody has it open
     */
    public record UploadFile(long size, Instant written, boolean open) {}

    /** What nobody needs any more. */
    public Trash trash() {
        return trash;
    }

    /** What is damaged. */
    public Quarantine quarantine() {
        return quarantine;
    }

    /**
     * The blobs of one folder, by digest: there are {@value #FOLDERS} of each algorithm, which are about as large as one another.
     *
     * @param folder the first byte of its digests, 0 to 255
     */
    public List<Digest> digests(DigestAlgorithm algorithm, int folder) throws IOException {
        return digests(algorithm, folder, () -> {});
    }

    /** As above; {@code each} is run after each file that was looked at, for whoever wants to take his time. */
    public List<Digest> digests(DigestAlgorithm algorithm, int folder, Runnable each) throws IOException {
        try {
            String[] names = names(directory(algorithm, folder));
            Arrays.sort(names);
            return PackedDigests.of(algorithm, names, each);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Makes it durable that blobs of one folder were taken away. */
    public void syncNames(DigestAlgorithm algorithm, int folder) throws IOException {
        disk.syncDirectory(directory(algorithm, folder));
    }

    private Path directory(DigestAlgorithm algorithm, int folder) {
        if (folder < 0 || folder >= FOLDERS) {
            throw new IllegalArgumentException("Not the first byte of a digest: " + folder);
        }
        return root.resolve("blobs").resolve(algorithm.prefix()).resolve(String.format("%02x", folder));
    }

    @Override
    public void remove(Digest digest) throws IOException {
        Path file = path(digest);
        if (Files.exists(file)) {
            disk.delete(file);
            disk.syncDirectory(directoryOf(file));
        }
    }

    @Override
    public void forEach(Consumer<Digest> visit) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            try (DirectoryStream<Path> prefixes =
                    Files.newDirectoryStream(root.resolve("blobs").resolve(algorithm.prefix()))) {
                for (Path prefix : prefixes) {
                    visit(algorithm, prefix, visit);
                }
            }
        }
    }

    private static void visit(DigestAlgorithm algorithm, Path prefix, Consumer<Digest> visit) throws IOException {
        for (String name : names(prefix)) {
            Digest.ofHex(algorithm, name).ifPresent(visit);
        }
    }

    // Not paths: of very many files they were two fifths of what a collection allocated.
    private static String[] names(Path folder) throws IOException {
        String[] names = folder.toFile().list();
        if (names == null) {
            throw Files.exists(folder)
                    ? new FileSystemException(folder.toString(), null, "cannot be listed")
                    : new NoSuchFileException(folder.toString());
        }
        return names;
    }

    /** How many bytes a blob has; empty if it is not held. */
    public OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Which file a blob is in: equal to what was said before as long as that has not been replaced by another, nor cut or
     * lengthened. Somebody must have had it open since then, or its number may be another file's. Empty if it is not held.
     */
    public Optional<FileIdentity> identity(Digest digest) throws IOException {
        try {
            // What has the name, and not where that might lead: a file that cannot be opened has an identity too.
            BasicFileAttributes found =
                    Files.readAttributes(path(digest), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new FileIdentity(String.valueOf(found.fileKey()), found.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * One file and not another in its place.
     *
     * @param key as the file system gives it
     * @param size in bytes
     */
    public record FileIdentity(String key, long size) {}

    /** Notes that a blob was used; one that is not held is no error. Kept as the file's time, as durable as that is. */
    public void markUsed(Digest digest, Instant when) throws IOException {
        try {
            Files.setLastModifiedTime(path(digest), FileTime.from(when));
        } catch (NoSuchFileException e) {
            // Gone: then it does not matter any more.
        }
    }

    /** When a blob was used, or came; empty if it is not held. */
    public Optional<Instant> lastUsed(Digest digest) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(path(digest)).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean holds(Digest digest, long size) throws IOException {
        try {
            return Files.size(path(digest)) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    Path path(Digest digest) {
        return root.resolve("blobs")
                .resolve(digest.algorithm().prefix())
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    private Path partial(UploadId id) {
        return root.resolve("partial").resolve(id.value());
    }

    static Path directoryOf(Path file) {
        return requireNonNull(file.getParent());
    }
}
