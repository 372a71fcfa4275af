package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VolumePlanner;
import dev.sallyport.bundle.VolumeTooSmallException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a bundle of a closure says and which volume gets what; nothing of it is signed yet. */
final class BundlePlan {
    private final byte[] index;
    private final byte[] omitted;
    private final List<Listing> listings;

    private BundlePlan(byte[] index, byte[] omitted, List<Listing> listings) {
        this.index = index;
        this.omitted = omitted;
        this.listings = listings;
    }

    /** @param volumeSize the most bytes of a volume */
    static BundlePlan of(Closure closure, long volumeSize) throws VolumeTooSmallException {
        byte[] index = new BundleIndex(closure.roots()).encode();
        byte[] omitted = new Omitted(closure.omissions(), List.of()).encode();
        List<Listing> listings = new VolumePlanner(volumeSize, index.length, 0, omitted.length)
                .plan(closure.blobs().stream()
                        .map(blob -> new ListingEntry(
                                blob.descriptor().digest(), blob.descriptor().size()))
                        .toList());
        return new BundlePlan(index, omitted, listings);
    }

    /** Whether {@code issued} is this plan, signed by the same keys, for the same time, and still good. */
    boolean isAlready(IssuedBundle issued, SaveOptions options, Instant now) throws SallyportException {
        Set<String> keyIds = new TreeSet<>();
        options.keys().forEach(key -> keyIds.add(key.verificationKey().id().toString()));
        return Arrays.equals(index, issued.documents().index())
                && Arrays.equals(omitted, issued.documents().omitted())
                && listings.equals(issued.listings())
                && keyIds.equals(issued.keyIds())
                && hasLifetime(issued.statement(), options)
                && (issued.statement().expires() == null
                        || now.isBefore(issued.statement().expires()));
    }

    private static boolean hasLifetime(Statement statement, SaveOptions options) {
        Instant expires = expires(statement.created(), options);
        return expires == null ? statement.expires() == null : expires.equals(statement.expires());
    }

    private static @Nullable Instant expires(Instant created, SaveOptions options) {
        return options.expires() == null
                ? null
                : created.truncatedTo(ChronoUnit.SECONDS).plus(options.expires());
    }

    /** Signs this plan as the sequence after {@code previous}. */
    IssuedBundle issue(@Nullable IssuedBundle previous, SaveOptions options, Instant created)
            throws SallyportException {
        Statement statement = new Statement(
                List.of(),
                options.stream(),
                previous == null ? 1 : previous.statement().sequence() + 1,
                previous == null ? null : previous.position(),
                null,
                created,
                expires(created, options),
                options.creator(),
                Descriptor.of(MediaTypes.OCI_INDEX, index),
                listings.stream().map(Listing::summary).toList(),
                null,
                omitted.length == 0 ? null : Descriptor.of(Omitted.MEDIA_TYPE, omitted));
        List<SigningKey> keys = options.keys();
        byte[] envelope =
                Envelope.sign(Statement.PAYLOAD_TYPE, statement.encode(), keys).encode();
        return new IssuedBundle(new BundleDocuments(envelope, statement, index, new byte[0], omitted), listings);
    }

    List<Listing> listings() {
        return listings;
    }
}
