package dev.sallyport.agent.export;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Omitted;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that were issued for a stream, one for each sequence, for ever. What {@link #record} returned from is durable;
 * what it did not return from is there whole or not at all.
 */
final class History {
    private static final Pattern ENVELOPE_NAME = Pattern.compile("([0-9]{6,18})\\.bundle\\.dsse\\.json");

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

    /** The newest statement, verified against its own digests; empty if none was issued. */
    Optional<IssuedBundle> newest() throws IOException, SallyportException {
        OptionalLong sequence = newestSequence();
        return sequence.isEmpty() ? Optional.empty() : Optional.of(read(sequence.getAsLong()));
    }

    private OptionalLong newestSequence() throws IOException {
        long newest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = ENVELOPE_NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    newest = Math.max(newest, Long.parseLong(name.group(1)));
                }
            }
        }
        return newest == 0 ? OptionalLong.empty() : OptionalLong.of(newest);
    }

    private IssuedBundle read(long sequence) throws IOException, SallyportException {
        Path file = file(sequence, "bundle.dsse.json");
        try {
            byte[] envelope = bytes(file, Envelope.MAX_SIZE);
            Statement statement = Statement.parse(Envelope.parse(envelope).payload());
            if (!statement.stream().equals(stream) || statement.sequence() != sequence) {
                throw new HistoryDamagedException(
                        file, "it is the statement of " + statement.stream() + ' ' + statement.sequence(), null);
            }
            file = file(sequence, "index.json");
            byte[] index = document(file, statement.index(), BundleIndex.MAX_SIZE);
            file = file(sequence, "omitted.jsonl");
            byte[] omitted =
                    statement.omitted() == null ? new byte[0] : document(file, statement.omitted(), Omitted.MAX_SIZE);
            BundleDocuments documents = new BundleDocuments(envelope, statement, index, new byte[0], omitted);
            List<Listing> listings = new ArrayList<>();
            for (int number = 1; number <= statement.volumes().size(); number++) {
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
     * Keeps a statement for its sequence. When this returns, no power cut can make the sequence another one's.
     *
     * @throws IllegalStateException if the sequence is not the next
     */
    void record(IssuedBundle bundle) throws IOException {
        long sequence = bundle.statement().sequence();
        if (sequence != newestSequence().orElse(0) + 1) {
            throw new IllegalStateException("Not the next sequence: " + sequence);
        }
        BundleDocuments documents = bundle.documents();
        write(file(sequence, "index.json"), documents.index());
        if (documents.omitted().length > 0) {
            write(file(sequence, "omitted.jsonl"), documents.omitted());
        }
        for (int number = 1; number <= bundle.listings().size(); number++) {
            write(
                    file(sequence, listingName(number)),
                    bundle.listings().get(number - 1).encode());
        }
        // The envelope comes last: it makes the statement exist, and all that it names is durable by then.
        disk.syncDirectory(folder);
        write(file(sequence, "bundle.dsse.json"), documents.envelope());
        disk.syncDirectory(folder);
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
