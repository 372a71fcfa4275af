package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writes the volumes of one bundle; the same volume is always the same bytes. Used by one thread. */
public final class VolumeWriter {
    static final byte[] OCI_LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    static final String ENVELOPE = "bundle.dsse.json";
    static final String LAYOUT = "oci-layout";
    static final String INDEX = "index.json";
    static final String PREREQUISITES = "prerequisites.jsonl";
    static final String OMITTED = "omitted.jsonl";
    static final int TRAILER = 2 * TarHeader.BLOCK;

    private static final int BUFFER = 1 << 20;

    private final BundleDocuments documents;

    /** A writer of the bundle that {@code documents} describe. */
    public VolumeWriter(BundleDocuments documents) {
        this.documents = requireNonNull(documents, "documents is null");
    }

    /** The exact size in bytes of a volume with this listing. */
    public long size(int number, Listing listing) {
        return size(
                number,
                listing,
                documents.envelope().length,
                documents.index().length,
                documents.prerequisites().length,
                documents.omitted().length);
    }

    /**
     * The exact size in bytes of a volume with this listing, of a bundle that is not signed yet.
     *
     * @param envelope how many bytes the encoded envelope is going to have; the others are the documents' sizes, 0 for one that is
     *     not there
     */
    public static long size(int number, Listing listing, long envelope, long index, long prerequisites, long omitted) {
        long size = headSize(number, envelope, listing.encode().length, index, prerequisites, omitted) + TRAILER;
        for (ListingEntry entry : listing.entries()) {
            size += TarHeader.entrySize(entry.path(), entry.size());
        }
        return size;
    }

    private long head(int number, int listingSize) {
        return headSize(
                number,
                documents.envelope().length,
                listingSize,
                documents.index().length,
                documents.prerequisites().length,
                documents.omitted().length);
    }

    static long headSize(int number, long envelope, long listing, long index, long prerequisites, long omitted) {
        return TarHeader.entrySize(ENVELOPE, envelope)
                + TarHeader.entrySize(Listing.path(number), listing)
                + TarHeader.entrySize(LAYOUT, OCI_LAYOUT.length)
                + TarHeader.entrySize(INDEX, index)
                + (prerequisites == 0 ? 0 : TarHeader.entrySize(PREREQUISITES, prerequisites))
                + (omitted == 0 ? 0 : TarHeader.entrySize(OMITTED, omitted));
    }

    /**
     * Writes volume {@code number}. Every blob's digest is computed again on its way, so that a volume never carries what a
     * store's disk has spoilt. Does not close {@code out}.
     *
     * @param listing the volume's listing, as the statement names it
     * @param progress told the bytes of each piece of content written
     * @throws DigestMismatchException if a blob in {@code content} is not what its name says, or is gone; the volume is useless
     */
    public void write(OutputStream out, int number, Listing listing, ContentStore content, LongConsumer progress)
            throws IOException, DigestMismatchException {
        out.write(head(number, listing));
        writeBlobs(out, listing, verified(content, progress));
    }

    /** The bytes of volume {@code number} before its first blob: the documents. They tell which volume of which bundle it is. */
    public byte[] head(int number, Listing listing) throws DigestMismatchException {
        byte[] encoded = listing.encode();
        BundleDocuments.check(documents.statement().volumes().get(number - 1).listing(), encoded);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeEntry(out, ENVELOPE, documents.envelope());
        writeEntry(out, Listing.path(number), encoded);
        writeEntry(out, LAYOUT, OCI_LAYOUT);
        writeEntry(out, INDEX, documents.index());
        if (documents.prerequisites().length > 0) {
            writeEntry(out, PREREQUISITES, documents.prerequisites());
        }
        if (documents.omitted().length > 0) {
            writeEntry(out, OMITTED, documents.omitted());
        }
        return out.toByteArray();
    }

    /** Writes the content of one blob: as many bytes as the entry says. */
    public interface BlobContent {
        /**
         * Writes the content, or leaves it be where it is written already.
         *
         * @throws DigestMismatchException if it is not what the entry says; the volume is useless
         */
        void write(OutputStream out, ListingEntry entry) throws IOException, DigestMismatchException;
    }

    /** Writes what follows a volume's {@link #head}: its blobs and the end of the archive. Does not close {@code out}. */
    public void writeBlobs(OutputStream out, Listing listing, BlobContent content)
            throws IOException, DigestMismatchException {
        for (ListingEntry entry : listing.entries()) {
            out.write(new TarHeader(entry.path(), entry.size()).encode());
            content.write(out, entry);
            out.write(new byte[TarHeader.padding(entry.size())]);
        }
        out.write(new byte[TRAILER]);
    }

    /** Where in volume {@code number} the content of each blob begins. */
    public Map<Digest, Long> contentOffsets(int number, Listing listing) {
        Map<Digest, Long> offsets = new HashMap<>();
        long end = head(number, listing.encode().length);
        for (ListingEntry entry : listing.entries()) {
            end += TarHeader.entrySize(entry.path(), entry.size());
            offsets.put(entry.digest(), end - TarHeader.padding(entry.size()) - entry.size());
        }
        return offsets;
    }

    /** Blobs of {@code content}, each held against its digest on its way; for one thread. */
    public static BlobContent verified(ContentStore content, LongConsumer progress) {
        byte[] buffer = new byte[BUFFER];
        return (out, entry) -> writeBlob(out, entry, content, progress, buffer);
    }

    private static void writeEntry(ByteArrayOutputStream out, String path, byte[] content) {
        out.writeBytes(new TarHeader(path, content.length).encode());
        out.writeBytes(content);
        out.writeBytes(new byte[TarHeader.padding(content.length)]);
    }

    private static void writeBlob(
            OutputStream out, ListingEntry entry, ContentStore content, LongConsumer progress, byte[] buffer)
            throws IOException, DigestMismatchException {
        Digest digest = entry.digest();
        Optional<StoredBlob> found = content.open(digest);
        if (found.isEmpty()) {
            throw DigestMismatchException.ofSize(digest, entry.size(), 0);
        }
        try (StoredBlob blob = found.get()) {
            if (blob.size() != entry.size()) {
                throw DigestMismatchException.ofSize(digest, entry.size(), blob.size());
            }
            MessageDigest computation = digest.algorithm().newMessageDigest();
            try (InputStream in = blob.read(0, blob.size())) {
                for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    computation.update(buffer, 0, count);
                    out.write(buffer, 0, count);
                    progress.accept(count);
                }
            }
            Digest computed = Digest.finish(digest.algorithm(), computation);
            if (!computed.equals(digest)) {
                throw DigestMismatchException.ofDigest(digest, computed);
            }
        }
    }
}
