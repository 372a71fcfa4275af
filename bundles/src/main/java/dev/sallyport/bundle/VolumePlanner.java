package dev.sallyport.bundle;

import dev.sallyport.oci.JsonWriter;
import java.util.ArrayList;
import java.util.List;

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
     * @throws VolumeTooSmallException if a blob, or the documents alone, do not fit into a volume
     */
    public List<Listing> plan(List<ListingEntry> blobs) throws VolumeTooSmallException {
        int assumed = 1;
        while (true) {
            List<Bin> bins = pack(blobs, assumed);
            if (bins.size() <= assumed) {
                return bins.stream().map(bin -> new Listing(bin.entries)).toList();
            }
            if (bins.size() > Statement.MOST_VOLUMES) {
                throw VolumeTooSmallException.tooMany(volumeSize, bins.size());
            }
            assumed = bins.size();
        }
    }

    private List<Bin> pack(List<ListingEntry> blobs, int volumes) throws VolumeTooSmallException {
        List<Bin> bins = new ArrayList<>();
        bins.add(new Bin(volumes));
        if (bins.get(0).size() > volumeSize) {
            throw VolumeTooSmallException.forDocuments(volumeSize, bins.get(0).size());
        }
        for (ListingEntry entry : blobs) {
            Bin chosen = null;
            for (Bin bin : bins) {
                if (bin.sizeWith(entry) <= volumeSize) {
                    chosen = bin;
                    break;
                }
            }
            if (chosen == null) {
                chosen = new Bin(volumes);
                if (chosen.sizeWith(entry) > volumeSize) {
                    throw VolumeTooSmallException.forBlob(volumeSize, entry, chosen.sizeWith(entry));
                }
                bins.add(chosen);
            }
            chosen.add(entry);
        }
        return bins;
    }

    private final class Bin {
        private final List<ListingEntry> entries = new ArrayList<>();
        private final long envelope;
        private long listing;
        private long content;

        Bin(int volumes) {
            this.envelope = SIGNATURE_RESERVE + STATEMENT_REST + (long) volumes * STATEMENT_PER_VOLUME;
        }

        long size() {
            return total(listing, content);
        }

        long sizeWith(ListingEntry entry) {
            return total(listing + lineLength(entry), content + TarHeader.entrySize(entry.path(), entry.size()));
        }

        void add(ListingEntry entry) {
            entries.add(entry);
            listing += lineLength(entry);
            content += TarHeader.entrySize(entry.path(), entry.size());
        }

        private long total(long listingBytes, long contentBytes) {
            return VolumeWriter.headSize(1, envelope, listingBytes, indexSize, prerequisitesSize, omittedSize)
                    + contentBytes
                    + VolumeWriter.TRAILER;
        }
    }

    private static int lineLength(ListingEntry entry) {
        return JsonWriter.encode(entry.toJson()).length + 1;
    }
}
