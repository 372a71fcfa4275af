package dev.sallyport.agent.export;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that were issued for a stream, one for each sequence, for ever. What {@link #record} returned from is durable;
 * what it did not return from is there whole or not at all.
 *
 * <p>What a release needs is not written down once more: it is what its volumes carry and its prerequisites, which the statement
 * vouches for.
 */
final class History {
    private static final String ENVELOPE = "bundle.dsse.json";
    private static final String INDEX = "index.json";
    private static final String OMITTED = "omitted.jsonl";
    private static final String PREREQUISITES = "prerequisites.jsonl";
    private static final String UNWRITTEN = "unwritten";
    private static final String INCOMPLETE = "incomplete";
    private static final Pattern ENVELOPE_NAME = Pattern.compile("([0-9]{6,18})\\." + Pattern.quote(ENVELOPE));

    private final Path folder;
    private final StreamName stream;
    private final Disk disk;

    private History(Path folder, StreamName stream, Disk disk) {
        this.folder = folder;
        this.stream = stream;
        this.disk = disk;
    }

    static History open(Path folder, StreamName stream, Disk disk) throws IOException {
        // A run that was killed between a rename and the sync after it may have left a statement whose name is not
        // durable yet.
        disk.syncDirectory(folder);
        return new History(folder, stream, disk);
    }

    /** A history for reading only; it need not be there. */
    static History look(Path folder, StreamName stream, Disk disk) {
        return new History(folder, stream, disk);
    }

    /** The newest statement, verified against its own digests; empty if none was issued. */
    Optional<IssuedBundle> newest() throws IOException, SallyportException {
        List<Long> sequences = sequences();
        return sequences.isEmpty() ? Optional.empty() : Optional.of(read(sequences.get(sequences.size() - 1)));
    }

    /** The sequences on record, in their order. There may be gaps, where a history was rebuilt or a stream begun again. */
    List<Long> sequences() throws IOException {
        List<Long> sequences = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return sequences;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = ENVELOPE_NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    sequences.add(Long.parseLong(name.group(1)));
                }
            }
        }
        Collections.sort(sequences);
        return sequences;
    }

    /**
     * A statement on record, verified against its own digests.
     *
     * @throws NoSuchSequenceException if there is none of this sequence
     */
    IssuedBundle get(long sequence) throws IOException, SallyportException {
        List<Long> sequences = sequences();
        if (!sequences.contains(sequence)) {
            throw NoSuchSequenceException.of(stream, sequence, sequences);
        }
        return read(sequence);
    }

    private IssuedBundle read(long sequence) throws IOException, SallyportException {
        Path file = file(sequence, ENVELOPE);
        try {
            byte[] envelope = bytes(file, Envelope.MAX_SIZE);
            Statement statement = Statement.parse(Envelope.parse(envelope).payload());
            if (!statement.stream().equals(stream) || statement.sequence() != sequence) {
                throw new HistoryDamagedException(
                        file, "it is the statement of " + statement.stream() + ' ' + statement.sequence(), null);
            }
            file = file(sequence, INDEX);
            byte[] index = document(file, statement.index(), BundleIndex.MAX_SIZE);
            file = file(sequence, OMITTED);
            byte[] omitted =
                    statement.omitted() == null ? new byte[0] : document(file, statement.omitted(), Omitted.MAX_SIZE);
            file = file(sequence, PREREQUISITES);
            byte[] prerequisites = statement.prerequisites() == null
                    ? new byte[0]
                    : document(file, statement.prerequisites(), Prerequisite.MAX_SIZE);
            BundleDocuments documents = new BundleDocuments(envelope, statement, index, prerequisites, omitted);
            List<Listing> listings = new ArrayList<>();
            boolean complete = !Files.exists(file(sequence, INCOMPLETE));
            for (int number = 1; complete && number <= statement.volumes().size(); number++) {
                file = file(sequence, listingName(number));
                listings.add(Listing.parse(
                        document(file, statement.volumes().get(number - 1).listing(), Listing.MAX_SIZE)));
            }
            return new IssuedBundle(documents, listings);
        } catch (NoSuchFileException e) {
            throw new HistoryDamagedException(file, "it is missing", e);
        } catch (HistoryDamagedException e) {
            throw e;
        } catch (SallyportException | IllegalArgumentException e) {
            throw new HistoryDamagedException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] document(Path file, Descriptor expected, int limit)
            throws IOException, DigestMismatchException {
        byte[] content = bytes(file, limit);
        Digest found = Digest.of(expected.digest().algorithm(), content);
        if (!found.equals(expected.digest())) {
            throw DigestMismatchException.ofDigest(expected.digest(), found);
        }
        return content;
    }

    private static byte[] bytes(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new IOException(file + " has more than " + limit + " bytes");
            }
            return content;
        }
    }

    /**
     * Keeps a statement for its sequence. When this returns, no power cut can make the sequence another one's. Its volumes count
     * as not written until {@link #written} says otherwise.
     *
     * @throws IllegalStateException if the sequence is not above all on record
     */
    void record(IssuedBundle bundle) throws IOException {
        long sequence = bundle.statement().sequence();
        List<Long> sequences = sequences();
        if (!sequences.isEmpty() && sequence <= sequences.get(sequences.size() - 1)) {
            throw new IllegalStateException("Not a later sequence: " + sequence);
        }
        write(file(sequence, UNWRITTEN), new byte[0]);
        writeAll(bundle);
    }

    /** Keeps a statement that volumes gave back; one that is on record already gets what it lacks. */
    void restore(IssuedBundle bundle) throws IOException {
        long sequence = bundle.statement().sequence();
        if (!bundle.isComplete()) {
            write(file(sequence, INCOMPLETE), new byte[0]);
        }
        writeAll(bundle);
        if (bundle.isComplete()) {
            disk.delete(file(sequence, INCOMPLETE));
            disk.syncDirectory(folder);
        }
    }

    private void writeAll(IssuedBundle bundle) throws IOException {
        long sequence = bundle.statement().sequence();
        BundleDocuments documents = bundle.documents();
        write(file(sequence, INDEX), documents.index());
        if (documents.omitted().length > 0) {
            write(file(sequence, OMITTED), documents.omitted());
        }
        if (documents.prerequisites().length > 0) {
            write(file(sequence, PREREQUISITES), documents.prerequisites());
        }
        for (int number = 1; number <= bundle.listings().size(); number++) {
            write(
                    file(sequence, listingName(number)),
                    bundle.listings().get(number - 1).encode());
        }
        // The envelope comes last: it makes the statement exist, and all that it names is durable by then.
        disk.syncDirectory(folder);
        write(file(sequence, ENVELOPE), documents.envelope());
        disk.syncDirectory(folder);
    }

    /** Notes that a run wrote all the volumes of this sequence that it was to write. */
    void written(long sequence) throws IOException {
        Path note = file(sequence, UNWRITTEN);
        if (Files.exists(note)) {
            disk.delete(note);
            disk.syncDirectory(folder);
        }
    }

    /** Whether no run that was to write volumes of this sequence has come to its end. */
    boolean isUnwritten(long sequence) {
        return Files.exists(file(sequence, UNWRITTEN));
    }

    private void write(Path target, byte[] content) throws IOException {
        Path temporary = folder.resolve(target.getFileName() + ".new");
        disk.delete(temporary);
        try (FileChannel channel = disk.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            disk.sync(channel);
        }
        disk.publish(temporary, target);
    }

    private Path file(long sequence, String name) {
        return folder.resolve(String.format("%06d.%s", sequence, name));
    }

    private static String listingName(int number) {
        return String.format("listing-%06d.jsonl", number);
    }
}
