package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents that every volume of a bundle carries, as their bytes. Each was found to be what the statement says; the
 * arrays are shared and must not be changed.
 */
public final class BundleDocuments {
    private final byte[] envelope;
    private final Statement statement;
    private final byte[] index;
    private final byte[] prerequisites;
    private final byte[] omitted;

    /**
     * @param envelope the encoded DSSE envelope over {@code statement}
     * @param prerequisites the document's bytes; empty if there are none
     * @param omitted the document's bytes; empty if there are none
     * @throws DigestMismatchException if a document is not what the statement says
     */
    public BundleDocuments(byte[] envelope, Statement statement, byte[] index, byte[] prerequisites, byte[] omitted)
            throws DigestMismatchException {
        this.envelope = requireNonNull(envelope, "envelope is null");
        this.statement = requireNonNull(statement, "statement is null");
        this.index = check(statement.index(), index);
        this.prerequisites = checkOptional(statement.prerequisites(), prerequisites);
        this.omitted = checkOptional(statement.omitted(), omitted);
    }

    private static byte[] checkOptional(@Nullable Descriptor expected, byte[] content) throws DigestMismatchException {
        if (expected != null) {
            return check(expected, content);
        }
        if (content.length > 0) {
            throw new IllegalArgumentException("A document that the statement does not name");
        }
        return content;
    }

    static byte[] check(Descriptor expected, byte[] content) throws DigestMismatchException {
        if (content.length != expected.size()) {
            throw DigestMismatchException.ofSize(expected.digest(), expected.size(), content.length);
        }
        Digest found = Digest.of(expected.digest().algorithm(), content);
        if (!found.equals(expected.digest())) {
            throw DigestMismatchException.ofDigest(expected.digest(), found);
        }
        return content;
    }

    /** The encoded envelope. */
    public byte[] envelope() {
        return envelope;
    }

    /** The statement in the envelope. */
    public Statement statement() {
        return statement;
    }

    /** {@code index.json}. */
    public byte[] index() {
        return index;
    }

    /** {@code prerequisites.jsonl}; empty if there are none. */
    public byte[] prerequisites() {
        return prerequisites;
    }

    /** {@code omitted.jsonl}; empty if there is nothing left out. */
    public byte[] omitted() {
        return omitted;
    }

    /** What {@link #index()} says. */
    public List<BundleRoot> roots() throws SallyportException {
        return BundleIndex.parse(index).roots();
    }

    /** What {@link #prerequisites()} says. */
    public List<Prerequisite> prerequisiteList() throws SallyportException {
        return Prerequisite.parseList(prerequisites);
    }

    /** What {@link #omitted()} says. */
    public Omitted omissions() throws SallyportException {
        return Omitted.parse(omitted);
    }

    /** Whether these are the same documents, byte for byte; the envelopes may differ in their signatures. */
    public boolean sameContent(BundleDocuments other) {
        return statement.equals(other.statement)
                && Arrays.equals(index, other.index)
                && Arrays.equals(prerequisites, other.prerequisites)
                && Arrays.equals(omitted, other.omitted);
    }
}
