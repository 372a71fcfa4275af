package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ReleaseFiles;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.Statement;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of each volume is here. What was found whole once is remembered, since nothing takes it away but a discard, which
 * makes this forget. Thread-safe.
 */
final class Staging {
    private final ReleaseFiles files;
    private final HeldBlobs held;
    private final Set<Volume> whole = ConcurrentHashMap.newKeySet();
    private final Map<Reading, Volume> readings = new ConcurrentHashMap<>();

    Staging(ReleaseFiles files, HeldBlobs held) {
        this.files = files;
        this.held = held;
    }

    /** One volume of one import. */
    record Volume(Digest id, int number) {}

    /** A volume stream that is being read. */
    static final class Reading {
        private final Listing listing;
        private final AtomicLong bytes = new AtomicLong();

        private Reading(Listing listing) {
            this.listing = listing;
        }

        void add(ListingEntry entry) {
            bytes.addAndGet(entry.size());
        }
    }

    /**
     * What is here of an import's volumes.
     *
     * @param missing the numbers of the volumes that are not here whole
     * @param heldBytes of the volumes whose listing is known
     * @param reading whether a volume is being read
     */
    record Amount(List<Integer> missing, long heldBytes, boolean reading) {}

    Reading begin(Digest id, int number, Listing listing) {
        Reading reading = new Reading(listing);
        readings.put(reading, new Volume(id, number));
        return reading;
    }

    void end(Reading reading) {
        readings.remove(reading);
    }

    Amount amount(Digest id, Statement statement) throws IOException {
        List<Integer> missing = new ArrayList<>();
        long bytes = 0;
        for (int number = 1; number <= statement.volumes().size(); number++) {
            long total = statement.volumes().get(number - 1).bytes();
            long here = heldBytes(new Volume(id, number), statement);
            bytes += Math.max(0, here);
            if (here != total || !whole.contains(new Volume(id, number))) {
                missing.add(number);
            }
        }
        return new Amount(
                missing,
                bytes,
                readings.values().stream().anyMatch(volume -> volume.id().equals(id)));
    }

    private long heldBytes(Volume volume, Statement statement) throws IOException {
        if (whole.contains(volume)) {
            return statement.volumes().get(volume.number() - 1).bytes();
        }
        Optional<Long> reading = readings.entrySet().stream()
                .filter(entry -> entry.getValue().equals(volume))
                .map(entry -> entry.getKey().bytes.get())
                .max(Long::compare);
        if (reading.isPresent()) {
            return reading.get();
        }
        Optional<Listing> listing = files.listing(volume.id(), statement, volume.number());
        if (listing.isEmpty()) {
            return 0;
        }
        return scan(volume, listing.get());
    }

    private long scan(Volume volume, Listing listing) throws IOException {
        long bytes = 0;
        boolean all = true;
        for (ListingEntry entry : listing.entries()) {
            if (held.holds(entry)) {
                bytes += entry.size();
            } else {
                all = false;
            }
        }
        if (all) {
            whole.add(volume);
        }
        return bytes;
    }

    /** Those of {@code listing}'s entries that are not here. */
    List<ListingEntry> wanted(Listing listing) throws IOException {
        List<ListingEntry> wanted = new ArrayList<>();
        for (ListingEntry entry : listing.entries()) {
            if (!held.holds(entry)) {
                wanted.add(entry);
            }
        }
        return wanted;
    }

    /** Whether a stream of this import is being read. */
    boolean isReading(Digest id) {
        return readings.values().stream().anyMatch(volume -> volume.id().equals(id));
    }

    /** Takes out of {@code digests} what a stream that is being read counts on. */
    void spareReadings(Set<Digest> digests) {
        for (Reading reading : readings.keySet()) {
            spare(digests, reading.listing);
        }
    }

    static void spare(Set<Digest> digests, Listing listing) {
        for (ListingEntry entry : listing.entries()) {
            digests.remove(entry.digest());
        }
    }

    static Set<Digest> digests(Listing listing) {
        Set<Digest> digests = new HashSet<>();
        listing.entries().forEach(entry -> digests.add(entry.digest()));
        return digests;
    }

    /** Looks at everything anew. */
    void forget() {
        whole.clear();
    }
}
