package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.signature.Envelope;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A signed bundle with all that is needed to write its volumes, but the content. */
record IssuedBundle(BundleDocuments documents, List<Listing> listings) {
    IssuedBundle {
        requireNonNull(documents, "documents is null");
        listings = List.copyOf(listings);
        if (!documents
                .statement()
                .volumes()
                .equals(listings.stream().map(Listing::summary).toList())) {
            throw new IllegalArgumentException("The listings are not those of the statement");
        }
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
