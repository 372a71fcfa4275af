package dev.sallyport.appliance.store;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.signature.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The documents of bundles, as files named by the statement's digest; {@link DataFolder} shows their names. A bundle is there
 * once its statement is, and its statement comes last. Thread-safe.
 */
public final class ReleaseFiles {
    private static final String TEMPORARY = "tmp-";
    private static final String ENVELOPE = ".dsse.json";
    private static final String INDEX = ".index.json";
    private static final String OMITTED = ".omitted.jsonl";
    private static final String PREREQUISITES = ".prerequisites.jsonl";

    private final Path directory;
    private final Disk disk;
    private final AtomicLong changes = new AtomicLong();
    private long temporaries;

    private ReleaseFiles(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Opens the documents in {@code directory} and deletes what an interrupted run left there. */
    static ReleaseFiles open(Path directory, Disk disk) throws IOException {
        ReleaseFiles files = new ReleaseFiles(directory, disk);
        for (Path file : files.list(TEMPORARY + "*")) {
            disk.delete(file);
        }
        for (Path file : files.list("*" + INDEX)) {
            String name = file.getFileName().toString();
            Optional<Digest> statement = statement(name.substring(0, name.length() - INDEX.length()));
            if (statement.isPresent() && !files.holds(statement.get())) {
                files.remove(statement.get());
            }
        }
        // What a process that was killed has named here is taken for durable from now on.
        disk.syncDirectory(directory);
        return files;
    }

    /** Whether the documents of this statement are here. */
    public boolean holds(Digest statement) {
        return Files.exists(file(statement, ENVELOPE));
    }

    /** How often documents came or went since the start: what they said while this number stood still is still so. */
    public long changes() {
        return changes.get();
    }

    /** The statements whose documents are here, in no order. */
    public List<Digest> statements() throws IOException {
        List<Digest> statements = new ArrayList<>();
        for (Path file : list("*" + ENVELOPE)) {
            String name = file.getFileName().toString();
            statement(name.substring(0, name.length() - ENVELOPE.length())).ifPresent(statements::add);
        }
        return statements;
    }

    /** Keeps a bundle's documents, durably. An envelope with other signatures replaces the one that is here. */
    public synchronized void save(Digest statement, BundleDocuments documents) throws IOException {
        boolean changed = write(file(statement, INDEX), documents.index());
        if (documents.omitted().length > 0) {
            changed |= write(file(statement, OMITTED), documents.omitted());
        }
        if (documents.prerequisites().length > 0) {
            changed |= write(file(statement, PREREQUISITES), documents.prerequisites());
        }
        if (changed) {
            disk.syncDirectory(directory);
        }
        if (write(file(statement, ENVELOPE), documents.envelope())) {
            disk.syncDirectory(directory);
        }
        changes.incrementAndGet();
    }

    /** Keeps the listing of volume {@code number}, durably. */
    public synchronized void saveListing(Digest statement, int number, Listing listing) throws IOException {
        if (write(listingFile(statement, number), listing.encode())) {
            disk.syncDirectory(directory);
        }
        changes.incrementAndGet();
    }

    /**
     * The documents of this statement; empty if they are not here, or not as they came.
     *
     * @throws IOException if they cannot be read
     */
    public Optional<BundleDocuments> read(Digest statement) throws IOException {
        byte[] envelope = content(file(statement, ENVELOPE), Envelope.MAX_SIZE);
        if (envelope == null) {
            return Optional.empty();
        }
        try {
            byte[] payload = Envelope.parse(envelope).payload();
            if (!Digest.sha256(payload).equals(statement)) {
                return Optional.empty();
            }
            Statement parsed = Statement.parse(payload);
            return Optional.of(new BundleDocuments(
                    envelope,
                    parsed,
                    orEmpty(content(file(statement, INDEX), BundleIndex.MAX_SIZE)),
                    parsed.prerequisites() == null
                            ? new byte[0]
                            : orEmpty(content(file(statement, PREREQUISITES), Prerequisite.MAX_SIZE)),
                    parsed.omitted() == null
                            ? new byte[0]
                            : orEmpty(content(file(statement, OMITTED), Omitted.MAX_SIZE))));
        } catch (SallyportException e) {
            return Optional.empty();
        }
    }

    /** The statement itself, also of a release of which nothing else is kept; empty if it is not here, or not as it came. */
    Optional<Statement> statement(Digest statement) throws IOException {
        byte[] envelope = content(file(statement, ENVELOPE), Envelope.MAX_SIZE);
        if (envelope == null) {
            return Optional.empty();
        }
        try {
            byte[] payload = Envelope.parse(envelope).payload();
            return Digest.sha256(payload).equals(statement) ? Optional.of(Statement.parse(payload)) : Optional.empty();
        } catch (SallyportException e) {
            return Optional.empty();
        }
    }

    /** The listing of volume {@code number} of {@code statement}; empty if no such volume came yet. */
    public Optional<Listing> listing(Digest digest, Statement statement, int number) throws IOException {
        byte[] content = content(listingFile(digest, number), Listing.MAX_SIZE);
        Descriptor expected = statement.volumes().get(number - 1).listing();
        if (content == null
                || content.length != expected.size()
                || !Digest.of(expected.digest().algorithm(), content).equals(expected.digest())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Listing.parse(content));
        } catch (SallyportException e) {
            return Optional.empty();
        }
    }

    /** Deletes a bundle's documents and listings, the statement first. */
    public synchronized void remove(Digest statement) throws IOException {
        changes.incrementAndGet();
        disk.delete(file(statement, ENVELOPE));
        disk.syncDirectory(directory);
        for (Path file : list(statement.hex() + ".*")) {
            disk.delete(file);
        }
        disk.syncDirectory(directory);
    }

    /** Deletes what a bundle's statement names, and keeps the statement: it was published, and is needed no more. */
    synchronized void removeAllButEnvelope(Digest statement) throws IOException {
        for (Path file : list(statement.hex() + ".*")) {
            if (!file.equals(file(statement, ENVELOPE))) {
                disk.delete(file);
            }
        }
        disk.syncDirectory(directory);
    }

    private boolean write(Path target, byte[] content) throws IOException {
        if (Arrays.equals(content(target, content.length), content)) {
            return false;
        }
        Path temporary = directory.resolve(TEMPORARY + ++temporaries);
        boolean published = false;
        try (FileChannel channel = disk.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            disk.sync(channel);
            disk.publish(temporary, target);
            published = true;
        } finally {
            if (!published) {
                deleteQuietly(temporary);
            }
        }
        return true;
    }

    // The write's own failure is what to tell; the next start deletes what is left.
    private void deleteQuietly(Path temporary) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            // Told by the failure that led here.
        }
    }

    private List<Path> list(String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(files::add);
        }
        return files;
    }

    /** A file's content; null if it is not there or has more than {@code limit} bytes. */
    private static byte @Nullable [] content(Path file, int limit) throws IOException {
        try {
            return Files.size(file) > limit ? null : Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static byte[] orEmpty(byte @Nullable [] content) {
        return content == null ? new byte[0] : content;
    }

    private static Optional<Digest> statement(String hex) {
        return Digest.tryParse(DigestAlgorithm.SHA256.prefix() + ':' + hex);
    }

    private Path file(Digest statement, String suffix) {
        return directory.resolve(statement.hex() + suffix);
    }

    private Path listingFile(Digest statement, int number) {
        return directory.resolve(String.format("%s.listing-%06d.jsonl", statement.hex(), number));
    }
}
