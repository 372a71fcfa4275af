package dev.sallyport.bundle;

import dev.sallyport.bundle.TarHeader.MalformedHeaderException;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.signature.Envelope;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one volume front to back, in one pass and in bounded memory. First the documents, each held against the verified
 * statement; then the blobs, each held against the listing by name, size and order.
 *
 * <p>A stream may be a whole volume, or one from which blobs were left out that the receiver holds already. Used by one thread;
 * does not close the stream.
 */
public final class VolumeReader {
    private static final int LONGEST_TRAILER = 1 << 20;

    private final InputStream in;
    private final VerifiedStatement verified;
    private final BundleDocuments documents;
    private final int number;
    private final Listing listing;
    private @Nullable TarHeader pending;

    private VolumeReader(
            InputStream in,
            VerifiedStatement verified,
            BundleDocuments documents,
            int number,
            Listing listing,
            @Nullable TarHeader pending) {
        this.in = in;
        this.verified = verified;
        this.documents = documents;
        this.number = number;
        this.listing = listing;
        this.pending = pending;
    }

    /** Verifies an encoded envelope, or refuses it. */
    public interface StatementVerifier {
        VerifiedStatement verify(byte[] envelope) throws SallyportException;
    }

    /** Takes one blob. */
    public interface EntrySink {
        /**
         * Reads {@code content} to its end and verifies it.
         *
         * @throws DigestMismatchException if it is not the entry's digest
         */
        void accept(ListingEntry entry, InputStream content) throws IOException, SallyportException;
    }

    /**
     * Reads the documents up to the first blob.
     *
     * @throws VolumeException if this is no volume, or its documents are not those the statement names
     * @throws SallyportException as {@code verifier} throws
     */
    public static VolumeReader open(InputStream in, StatementVerifier verifier) throws IOException, SallyportException {
        byte[] envelope = readEnvelope(in);
        VerifiedStatement verified = verifier.verify(envelope);
        Statement statement = verified.statement();
        TarHeader listingHeader = header(in, 0, "its listing");
        int number = volumeNumber(statement, listingHeader);
        byte[] listing = document(
                in, number, listingHeader, statement.volumes().get(number - 1).listing(), Listing.MAX_SIZE);
        TarHeader layout = header(in, number, VolumeWriter.LAYOUT);
        expect(number, layout, VolumeWriter.LAYOUT);
        document(
                in,
                number,
                layout,
                Descriptor.of("application/json", VolumeWriter.OCI_LAYOUT),
                VolumeWriter.OCI_LAYOUT.length);
        TarHeader index = header(in, number, VolumeWriter.INDEX);
        expect(number, index, VolumeWriter.INDEX);
        byte[] indexBytes = document(in, number, index, statement.index(), BundleIndex.MAX_SIZE);
        byte[] prerequisites = optional(in, number, VolumeWriter.PREREQUISITES, statement.prerequisites());
        byte[] omitted = optional(in, number, VolumeWriter.OMITTED, statement.omitted());
        BundleDocuments documents = new BundleDocuments(envelope, statement, indexBytes, prerequisites, omitted);
        Listing parsed = Listing.parse(listing);
        VolumeSummary summary = statement.volumes().get(number - 1);
        if (!parsed.summary().equals(summary)) {
            throw VolumeException.malformed(
                    number, listingHeader.path(), "the statement counts other entries or bytes");
        }
        return new VolumeReader(in, verified, documents, number, parsed, nextHeader(in, number, "its blobs"));
    }

    private static byte[] readEnvelope(InputStream in) throws IOException, SallyportException {
        TarHeader header;
        try {
            header = TarHeader.read(in);
        } catch (MalformedHeaderException | EOFException e) {
            throw VolumeException.notAVolume();
        }
        if (header == null || !header.path().equals(VolumeWriter.ENVELOPE)) {
            throw VolumeException.notAVolume();
        }
        if (header.size() > Envelope.MAX_SIZE) {
            throw VolumeException.malformed(0, header.path(), "it has more than " + Envelope.MAX_SIZE + " bytes");
        }
        return content(in, 0, header);
    }

    private static int volumeNumber(Statement statement, TarHeader header) throws VolumeException {
        int number = Listing.number(header.path()).orElse(0);
        if (number < 1 || number > statement.volumes().size()) {
            throw VolumeException.malformed(
                    0,
                    header.path(),
                    "expected the listing of one of " + statement.volumes().size() + " volumes");
        }
        return number;
    }

    private static byte[] optional(InputStream in, int number, String path, @Nullable Descriptor expected)
            throws IOException, SallyportException {
        if (expected == null) {
            return new byte[0];
        }
        TarHeader header = header(in, number, path);
        expect(number, header, path);
        return document(in, number, header, expected, JsonLines.MAX_SIZE);
    }

    private static byte[] document(InputStream in, int number, TarHeader header, Descriptor expected, int limit)
            throws IOException, SallyportException {
        if (header.size() != expected.size() || header.size() > limit) {
            throw VolumeException.malformed(
                    number,
                    header.path(),
                    "it has " + header.size() + " bytes where " + expected.size() + " are expected and " + limit
                            + " allowed");
        }
        byte[] content = content(in, number, header);
        try {
            return BundleDocuments.check(expected, content);
        } catch (DigestMismatchException e) {
            throw VolumeException.damaged(number, header.path(), e);
        }
    }

    private static byte[] content(InputStream in, int number, TarHeader header) throws IOException, VolumeException {
        try {
            byte[] content = TarHeader.readBytes(in, (int) header.size());
            skipPadding(in, number, header);
            return content;
        } catch (EOFException e) {
            throw VolumeException.truncated(number, header.path(), e);
        }
    }

    private static void skipPadding(InputStream in, int number, TarHeader header) throws IOException, VolumeException {
        if (!TarHeader.isZero(TarHeader.readBytes(in, TarHeader.padding(header.size())))) {
            throw VolumeException.malformed(number, header.path(), "its padding is not zero");
        }
    }

    private static void expect(int number, TarHeader header, String path) throws VolumeException {
        if (!header.path().equals(path)) {
            throw VolumeException.malformed(number, header.path(), "expected " + path);
        }
    }

    private static TarHeader header(InputStream in, int number, String expected) throws IOException, VolumeException {
        TarHeader header = nextHeader(in, number, expected);
        if (header == null) {
            throw VolumeException.malformed(number, "the end of the archive", "expected " + expected);
        }
        return header;
    }

    private static @Nullable TarHeader nextHeader(InputStream in, int number, String expected)
            throws IOException, VolumeException {
        try {
            return TarHeader.read(in);
        } catch (MalformedHeaderException e) {
            throw VolumeException.malformed(
                    number, "a header where " + expected + " was expected", "found " + e.found());
        } catch (EOFException e) {
            throw VolumeException.truncated(number, expected, e);
        }
    }

    /** The statement that covers this volume. */
    public VerifiedStatement verified() {
        return verified;
    }

    /** The documents of the bundle. */
    public BundleDocuments documents() {
        return documents;
    }

    /** Which volume of the bundle this is, from 1. */
    public int number() {
        return number;
    }

    /** What a whole volume of this number holds. */
    public Listing listing() {
        return listing;
    }

    /**
     * Gives each blob of the stream to {@code sink}, in order, and reads to the end of the archive. May be called once.
     *
     * @return the entries of the listing that the stream left out
     * @throws VolumeException if an entry is not the listing's next, is damaged or cut off, or something follows the end
     */
    public List<ListingEntry> readEntries(EntrySink sink) throws IOException, SallyportException {
        List<ListingEntry> absent = new ArrayList<>();
        for (ListingEntry entry : listing.entries()) {
            TarHeader header = pending;
            if (header == null || !header.path().equals(entry.path())) {
                absent.add(entry);
                continue;
            }
            if (header.size() != entry.size()) {
                throw VolumeException.malformed(
                        number,
                        header.path(),
                        "it has " + header.size() + " bytes where the listing says " + entry.size());
            }
            readEntry(entry, header, sink);
            pending = nextHeader(in, number, "the next entry");
        }
        if (pending != null) {
            throw VolumeException.malformed(number, pending.path(), "it is not listed, out of order, or there twice");
        }
        readTrailer();
        return absent;
    }

    /** As {@link #readEntries}, for a stream that must be a whole volume. */
    public void readAllEntries(EntrySink sink) throws IOException, SallyportException {
        Optional<ListingEntry> absent = readEntries(sink).stream().findFirst();
        if (absent.isPresent()) {
            throw VolumeException.missing(number, absent.get());
        }
    }

    private void readEntry(ListingEntry entry, TarHeader header, EntrySink sink)
            throws IOException, SallyportException {
        EntryInputStream content = new EntryInputStream(in, entry.size());
        try {
            sink.accept(entry, content);
            if (content.left() > 0) {
                throw new IllegalStateException("The sink did not read all of " + entry.path());
            }
            skipPadding(in, number, header);
        } catch (EOFException e) {
            throw VolumeException.truncated(number, entry.path(), e);
        } catch (DigestMismatchException e) {
            throw VolumeException.damaged(number, entry.path(), e);
        }
    }

    private void readTrailer() throws IOException, VolumeException {
        byte[] block;
        try {
            block = TarHeader.readBytes(in, TarHeader.BLOCK);
        } catch (EOFException e) {
            throw VolumeException.truncated(number, "its end", e);
        }
        long total = 0;
        while (true) {
            if (!TarHeader.isZero(block)) {
                throw VolumeException.malformed(number, "its end", "something follows the end of the archive");
            }
            if (total > LONGEST_TRAILER) {
                throw VolumeException.malformed(
                        number, "its end", "more than " + LONGEST_TRAILER + " bytes follow the end of the archive");
            }
            block = in.readNBytes(8 << 10);
            if (block.length == 0) {
                return;
            }
            total += block.length;
        }
    }
}
