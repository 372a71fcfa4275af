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
        long size = head(number, listing.encode().length) + TRAILER;
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
        writeBlobs(out, listing, content, progress);
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

    /** Writes what follows a volume's {@link #head}: its blobs and the end of the archive; otherwise as {@link #write}. */
    public void writeBlobs(OutputStream out, Listing listing, ContentStore content, LongConsumer progress)
            throws IOException, DigestMismatchException {
        byte[] buffer = new byte[BUFFER];
        for (ListingEntry entry : listing.entries()) {
            writeBlob(out, entry, content, progress, buffer);
        }
        out.write(new byte[TRAILER]);
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
            out.write(new TarHeader(entry.path(), entry.size()).encode());
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
            out.write(new byte[TarHeader.padding(entry.size())]);
        }
    }
}
