package dev.sallyport.bundle;

import dev.sallyport.oci.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Distributes blobs over volumes of a given size: each goes into the first volume that has room, in the order given. The same
 * input is always the same plan.
 */
public final class VolumePlanner {
    /** Room kept in every volume for signatures, however many people sign. */
    public static final int SIGNATURE_RESERVE = 8 << 10;

    // What one more volume adds to the statement at most, base64 included: a digest, three numbers and the member
    // names.
    private static final int STATEMENT_PER_VOLUME = 512;
    // The statement without its volumes, base64 included.
    private static final int STATEMENT_REST = 8 << 10;

    private final long volumeSize;
    private final long indexSize;
    private final long prerequisitesSize;
    private final long omittedSize;

    /** @param volumeSize the most bytes of a whole volume; the others are the documents' sizes, 0 for one that is not there */
    public VolumePlanner(long volumeSize, long indexSize, long prerequisitesSize, long omittedSize) {
        this.volumeSize = volumeSize;
        this.indexSize = indexSize;
        this.prerequisitesSize = prerequisitesSize;
        this.omittedSize = omittedSize;
    }

    /**
     * The volumes' listings: one or more, every blob in exactly one.
     *
     * @param blobs manifests first, then configs, then layers
     * @throws VolumeTooSmallException if a blob, or the documents alone, do not fit into a volume; says a size that suffices
     */
    public List<Listing> plan(List<ListingEntry> blobs) throws VolumeTooSmallException {
        List<Item> items = blobs.stream().map(Item::of).toList();
        Plan plan = plan(items, volumeSize);
        if (plan.needed() > 0) {
            long needed = suffices(items, plan.needed());
            ListingEntry entry = plan.tooLarge();
            throw entry == null
                    ? VolumeTooSmallException.forDocuments(volumeSize, needed)
                    : VolumeTooSmallException.forBlob(volumeSize, entry, needed);
        }
        if (plan.bins().size() > Statement.MOST_VOLUMES) {
            throw VolumeTooSmallException.tooMany(volumeSize, plan.bins().size());
        }
        return plan.bins().stream().map(bin -> new Listing(bin.entries)).toList();
    }

    // Room for one blob may be too little for the next, or for a statement that names more volumes: tried until all is
    // in.
    private long suffices(List<Item> items, long atLeast) {
        long size = atLeast;
        while (true) {
            Plan plan = plan(items, size);
            if (plan.needed() > 0) {
                size = plan.needed();
            } else if (plan.bins().size() > Statement.MOST_VOLUMES) {
                size *= 2;
            } else {
                return size;
            }
        }
    }

    /** A blob and what it takes in a volume: its line in the listing, its entry in the archive. */
    private record Item(ListingEntry entry, long line, long archived) {
        static Item of(ListingEntry entry) {
            return new Item(entry, lineLength(entry), TarHeader.entrySize(entry.path(), entry.size()));
        }
    }

    /** What fits, or ({@code needed} above 0) the volume size that the largest part that does not fit asks for. */
    private record Plan(
            List<Bin> bins, long needed, @Nullable ListingEntry tooLarge) {}

    private Plan plan(List<Item> items, long size) {
        int assumed = 1;
        while (true) {
            long fixed = fixed(assumed);
            Bin empty = new Bin(fixed);
            if (empty.size() > size) {
                return new Plan(List.of(), empty.size(), null);
            }
            Item largest = null;
            for (Item item : items) {
                if (largest == null || empty.sizeWith(item) > empty.sizeWith(largest)) {
                    largest = item;
                }
            }
            if (largest != null && empty.sizeWith(largest) > size) {
                return new Plan(List.of(), empty.sizeWith(largest), largest.entry());
            }
            List<Bin> bins = pack(items, size, fixed);
            if (bins.size() <= assumed || bins.size() > Statement.MOST_VOLUMES) {
                return new Plan(bins, 0, null);
            }
            assumed = bins.size();
        }
    }

    // What every volume of a bundle of so many takes, without its blobs.
    private long fixed(int volumes) {
        long envelope = SIGNATURE_RESERVE + STATEMENT_REST + (long) volumes * STATEMENT_PER_VOLUME;
        return VolumeWriter.headSize(1, envelope, 0, indexSize, prerequisitesSize, omittedSize) + VolumeWriter.TRAILER;
    }

    private static List<Bin> pack(List<Item> items, long size, long fixed) {
        List<Bin> bins = new ArrayList<>();
        bins.add(new Bin(fixed));
        // Those that could still take the smallest blob: with thousands of full volumes the others cost too long to
        // ask.
        List<Bin> open = new ArrayList<>(bins);
        Item smallest =
                items.stream().min(Comparator.comparingLong(Item::archived)).orElse(null);
        for (Item item : items) {
            Bin chosen = null;
            for (Bin bin : open) {
                if (bin.fits(item, size)) {
                    chosen = bin;
                    break;
                }
            }
            if (chosen == null) {
                if (bins.size() > Statement.MOST_VOLUMES) {
                    return bins;
                }
                chosen = new Bin(fixed);
                bins.add(chosen);
                open.add(chosen);
            }
            chosen.add(item);
            if (smallest != null && !chosen.fits(smallest, size)) {
                open.remove(chosen);
            }
        }
        return bins;
    }

    private static final class Bin {
        private final List<ListingEntry> entries = new ArrayList<>();
        private final long fixed;
        private long listing;
        private long content;

        Bin(long fixed) {
            this.fixed = fixed;
        }

        long size() {
            return total(listing, content);
        }

        long sizeWith(Item item) {
            return total(listing + item.line(), content + item.archived());
        }

        // A reader takes no longer listing, however much room the medium has.
        boolean fits(Item item, long size) {
            return sizeWith(item) <= size && listing + item.line() <= Listing.MAX_SIZE;
        }

        void add(Item item) {
            entries.add(item.entry());
            listing += item.line();
            content += item.archived();
        }

        private long total(long listingBytes, long contentBytes) {
            return fixed + listingBytes + TarHeader.padding(listingBytes) + contentBytes;
        }
    }

    private static int lineLength(ListingEntry entry) {
        return JsonWriter.encode(entry.toJson()).length + 1;
    }
}
