package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether there is room for what comes: by the quotas of its repository, and on the disk, of which a reserve stays free for the
 * journal, the database and the collection. Asked before a body is read, and now and then while one of unknown length is. Thread-safe.
 *
 * <p>Who begins to write claims the room first, so that the reserve is not passed by many who each were told that there is room. What
 * several people push at the same time is counted for the quotas once it is linked; so a quota can be passed by what is on its way at the
 * moment at which it is reached.
 */
public final class SpaceRules {
    private final Quotas quotas;
    private final FreeSpace free;
    private final long reserve;
    // By all who write, together.
    private long claimed;

    /** Knows how many bytes the disk has left. */
    public interface FreeSpace {
        long bytes() throws IOException;
    }

    /** @param reserve bytes of the disk that content never gets */
    public SpaceRules(ApplianceStore store, long reserve) {
        this(store.quotas(), () -> usable(store.folder().root()), reserve);
    }

    /** As the other, on a disk whose room {@code free} knows. */
    public SpaceRules(Quotas quotas, FreeSpace free, long reserve) {
        this.quotas = requireNonNull(quotas, "quotas is null");
        this.free = requireNonNull(free, "free is null");
        this.reserve = reserve;
        if (reserve < 0) {
            throw new IllegalArgumentException("reserve is below 0: " + reserve);
        }
    }

    private static long usable(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /**
     * Throws if there is no room for {@code bytes} more in {@code repository}.
     *
     * @param bytes how much is still to come; below 0 if nobody knows: then there must be room for something
     * @throws QuotaExceededException if a quota says no
     * @throws DiskReserveException if the disk's reserve does
     */
    public void check(RepositoryName repository, long bytes)
            throws IOException, QuotaExceededException, DiskReserveException {
        long wanted = bytes < 0 ? 1 : bytes;
        checkQuotas(repository, wanted);
        checkDisk(wanted);
    }

    /**
     * As {@link #check}, in the middle of something.
     *
     * @param counted how much of it counts for the quotas, whether it is on the disk already or not
     */
    public void checkWritten(RepositoryName repository, long counted)
            throws IOException, QuotaExceededException, DiskReserveException {
        checkQuotas(repository, counted);
        // Not beside what is claimed: that may be for this.
        long left = free.bytes();
        if (left < reserve) {
            throw new DiskReserveException(0, left, reserve);
        }
    }

    private void checkQuotas(RepositoryName repository, long wanted) throws IOException, QuotaExceededException {
        List<Quota> all = quotas.of(repository);
        for (Quota quota : all) {
            if (wanted > quota.left()) {
                throw new QuotaExceededException(repository, quota, wanted);
            }
        }
    }

    /** Throws if the disk has no room for {@code bytes} more beside all that is claimed. */
    public synchronized void checkDisk(long bytes) throws IOException, DiskReserveException {
        long left = free.bytes();
        if (left - reserve - claimed < bytes) {
            throw new DiskReserveException(bytes, Math.max(0, left - claimed), reserve);
        }
    }

    /**
     * Claims room on the disk for {@code bytes} that are to come, until the claim is closed; for none there always is.
     *
     * @throws DiskReserveException if there is none beside all that is claimed
     */
    public synchronized RoomClaim claim(long bytes) throws IOException, DiskReserveException {
        Claim claim = new Claim();
        claim.more(bytes);
        return claim;
    }

    private final class Claim implements RoomClaim {
        private long left;

        @Override
        public void wrote(long bytes) {
            synchronized (SpaceRules.this) {
                long gone = Math.min(left, bytes);
                left -= gone;
                claimed -= gone;
            }
        }

        @Override
        public void more(long bytes) throws IOException, DiskReserveException {
            synchronized (SpaceRules.this) {
                if (bytes > 0) {
                    checkDisk(bytes);
                }
                left += bytes;
                claimed += bytes;
            }
        }

        @Override
        public void close() {
            wrote(Long.MAX_VALUE);
        }
    }

    /** How many bytes content may still get, with those that are claimed; never below 0. */
    public long room() throws IOException {
        return Math.max(0, free.bytes() - reserve);
    }

    /** How many bytes the disk has left, for whatever purpose. */
    public long free() throws IOException {
        return free.bytes();
    }

    /** How many bytes of the disk content never gets. */
    public long reserve() {
        return reserve;
    }
}
