package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.signature.Envelope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A signed bundle with all that is needed to write its volumes, but the content.
 *
 * @param listings those of all volumes in order; none if the history was rebuilt from some volumes alone
 */
record IssuedBundle(BundleDocuments documents, List<Listing> listings) {
    IssuedBundle {
        requireNonNull(documents, "documents is null");
        listings = List.copyOf(listings);
        if (!listings.isEmpty()
                && !documents
                        .statement()
                        .volumes()
                        .equals(listings.stream().map(Listing::summary).toList())) {
            throw new IllegalArgumentException("The listings are not those of the statement");
        }
    }

    /** Whether it is known what each volume holds. */
    boolean isComplete() {
        return !listings.isEmpty();
    }

    /**
     * All that the release needs, with its size: what the volumes carry and what they take to be held.
     *
     * @throws IllegalStateException if the bundle is not complete
     */
    Map<Digest, Long> closure() throws SallyportException {
        if (!isComplete()) {
            throw new IllegalStateException("It is not known what the volumes hold");
        }
        Map<Digest, Long> closure = new HashMap<>();
        for (Listing listing : listings) {
            listing.entries().forEach(entry -> closure.put(entry.digest(), entry.size()));
        }
        documents.prerequisiteList().forEach(held -> closure.put(held.digest(), held.size()));
        return closure;
    }

    Statement statement() {
        return documents.statement();
    }

    Position position() {
        return new Position(statement().sequence(), statement().digest());
    }

    Set<String> keyIds() throws MalformedJsonException {
        return new TreeSet<>(Envelope.parse(documents.envelope()).claimedKeyIds());
    }
}
