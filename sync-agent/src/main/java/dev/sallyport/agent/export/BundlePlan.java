package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VolumePlanner;
import dev.sallyport.bundle.VolumeTooSmallException;
import dev.sallyport.bundle.VolumeWriter;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.VerificationKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a bundle of a closure says and which volume gets what; nothing of it is signed yet. */
final class BundlePlan {
    // A line of the longest digest and the longest size there is.
    private static final int LONGEST_PREREQUISITE = 192;
    private static final int MOST_PREREQUISITES = Prerequisite.MAX_SIZE / LONGEST_PREREQUISITE;

    private final @Nullable Position base;
    private final byte[] index;
    private final byte[] prerequisites;
    private final byte[] omitted;
    private final List<Listing> listings;

    private BundlePlan(
            @Nullable Position base, byte[] index, byte[] prerequisites, byte[] omitted, List<Listing> listings) {
        this.base = base;
        this.index = index;
        this.prerequisites = prerequisites;
        this.omitted = omitted;
        this.listings = listings;
    }

    /**
     * @param held what is named and not carried
     * @param volumeSize the most bytes of a volume
     */
    static BundlePlan of(Closure closure, Omitted omissions, Held held, long volumeSize)
            throws VolumeTooSmallException {
        List<Prerequisite> prerequisites = prerequisites(closure, held);
        Set<Prerequisite> spared = Set.copyOf(prerequisites);
        List<ListingEntry> carried = new ArrayList<>();
        for (ClosureBlob blob : closure.blobs()) {
            if (!spared.contains(prerequisite(blob))) {
                carried.add(new ListingEntry(
                        blob.descriptor().digest(), blob.descriptor().size()));
            }
        }
        byte[] index = new BundleIndex(closure.roots()).encode();
        byte[] prerequisiteList = Prerequisite.encodeList(prerequisites);
        byte[] omitted = omissions.encode();
        List<Listing> listings =
                new VolumePlanner(volumeSize, index.length, prerequisiteList.length, omitted.length).plan(carried);
        return new BundlePlan(held.base(), index, prerequisiteList, omitted, listings);
    }

    // The list has a limit; beyond it the smallest are carried.
    private static List<Prerequisite> prerequisites(Closure closure, Held held) {
        return closure.blobs().stream()
                .filter(blob -> held.has(blob.descriptor().digest()))
                .map(BundlePlan::prerequisite)
                .sorted(Comparator.comparing(Prerequisite::size).reversed().thenComparing(Prerequisite::digest))
                .limit(MOST_PREREQUISITES)
                .toList();
    }

    private static Prerequisite prerequisite(ClosureBlob blob) {
        return new Prerequisite(blob.descriptor().digest(), blob.descriptor().size());
    }

    /** Whether {@code issued} is a release of just this, signed by the same keys, for the same time, and still good. */
    boolean isReleaseOf(IssuedBundle issued, SaveOptions options, Instant now) throws SallyportException {
        Set<String> keyIds = new TreeSet<>();
        options.keys().forEach(key -> keyIds.add(key.verificationKey().id().toString()));
        return Arrays.equals(index, issued.documents().index())
                && Arrays.equals(omitted, issued.documents().omitted())
                && (keyIds.isEmpty() || keyIds.equals(issued.keyIds()))
                && issued.statement().aliases().equals(options.aliases())
                && hasLifetime(issued.statement(), options)
                && (issued.statement().expires() == null
                        || now.isBefore(issued.statement().expires()));
    }

    /** Whether {@code issued} has the same volumes. */
    boolean isIn(IssuedBundle issued) {
        return Arrays.equals(prerequisites, issued.documents().prerequisites()) && listings.equals(issued.listings());
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

    /** Signs this plan as {@code sequence}, the one after {@code previous}. */
    IssuedBundle issue(long sequence, @Nullable Position previous, SaveOptions options, Instant created)
            throws SallyportException {
        Statement statement = statement(sequence, previous, options, created);
        byte[] envelope = Envelope.sign(Statement.PAYLOAD_TYPE, statement.encode(), options.keys())
                .encode();
        return new IssuedBundle(new BundleDocuments(envelope, statement, index, prerequisites, omitted), listings);
    }

    /** The statement that {@link #issue} signs. */
    private Statement statement(long sequence, @Nullable Position previous, SaveOptions options, Instant created) {
        return new Statement(
                List.of(),
                options.stream(),
                sequence,
                previous,
                base,
                created,
                expires(created, options),
                options.creator(),
                Descriptor.of(MediaTypes.OCI_INDEX, index),
                listings.stream().map(Listing::summary).toList(),
                prerequisites.length == 0 ? null : Descriptor.of(Prerequisite.MEDIA_TYPE, prerequisites),
                omitted.length == 0 ? null : Descriptor.of(Omitted.MEDIA_TYPE, omitted),
                options.aliases());
    }

    /** The bytes of each volume that would be written if this were issued. Nothing is signed for it. */
    List<Long> volumeSizes(long sequence, @Nullable Position previous, SaveOptions options, Instant created) {
        long envelope = Envelope.size(
                Statement.PAYLOAD_TYPE,
                statement(sequence, previous, options, created).encode(),
                keys(options));
        List<Long> sizes = new ArrayList<>();
        for (int number = 1; number <= listings.size(); number++) {
            sizes.add(VolumeWriter.size(
                    number, listings.get(number - 1), envelope, index.length, prerequisites.length, omitted.length));
        }
        return sizes;
    }

    // A plan that is made without the keys takes it that one of the usual kind signs.
    private static List<VerificationKey> keys(SaveOptions options) {
        return options.keys().isEmpty() ? List.of(SigningKey.generate().verificationKey()) : options.verificationKeys();
    }

    /** The base that the bundle would name. */
    @Nullable
    Position base() {
        return base;
    }

    List<Listing> listings() {
        return listings;
    }
}
