package dev.sallyport.appliance.jobs;

import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.DirectoryStore.FileIdentity;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all blobs again, in the order of their digests and from where it was when it last ended, and takes those out of the store
 * whose bytes are not what their digest says, or cannot be read. Content that comes again is written again, and with that healed. One
 * round at a time; its state may be asked for by any thread.
 */
final class Scrubber {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
    private static final List<DigestAlgorithm> ALGORITHMS = List.of(DigestAlgorithm.values());
    private static final int BUFFER = 256 << 10;
    private static final int MOST_IMAGES = 50;
    // So much is read again at most after a power cut.
    private static final long SAVE_EVERY = 256L << 20;

    private final ApplianceStore store;
    private final Imports imports;
    private final ScrubFile file;
    private final Clock clock;
    private volatile ScrubState state;

    Scrubber(ApplianceStore store, Imports imports, Clock clock) throws IOException {
        this.store = store;
        this.imports = imports;
        this.clock = clock;
        this.file = new ScrubFile(store.folder().scrub(), store.disk());
        this.state = file.load();
    }

    ScrubState state() {
        return state;
    }

    /** Reads everything from the beginning. */
    ScrubState scrubAll(long bytesPerSecond, JobControl control) throws IOException, SallyportException {
        update(now -> now.begin(clock.instant()));
        return scrub(bytesPerSecond, Long.MAX_VALUE, control);
    }

    /** Reads on, about {@code most} bytes, to the end of this round at the farthest. */
    ScrubState scrub(long bytesPerSecond, long most, JobControl control) throws IOException, SallyportException {
        heal();
        if (state.begun() == null) {
            update(now -> now.begin(clock.instant()));
        }
        try {
            if (read(new RateLimit(bytesPerSecond, control), most, control)) {
                update(now -> now.end(clock.instant()));
            }
        } finally {
            save();
        }
        return state;
    }

    // Healing is noted by other threads too.
    private synchronized void update(UnaryOperator<ScrubState> change) {
        state = change.apply(state);
    }

    private synchronized void save() throws IOException {
        file.save(state);
    }

    // Whether it came to the end.
    private boolean read(RateLimit rate, long most, JobControl control) throws IOException, SallyportException {
        Digest after = state.after();
        int from = after == null ? 0 : folder(after);
        int folders = ALGORITHMS.size() * DirectoryStore.FOLDERS;
        long until = most == Long.MAX_VALUE ? most : state.read().bytes() + most;
        long saved = state.read().bytes();
        for (int folder = from; folder < folders; folder++) {
            control.advance("reading", folder, folders);
            DigestAlgorithm algorithm = ALGORITHMS.get(folder / DirectoryStore.FOLDERS);
            for (Digest digest : store.content().digests(algorithm, folder % DirectoryStore.FOLDERS)) {
                if (after != null && digest.compareTo(after) <= 0) {
                    continue;
                }
                if (control.isCancelled() || state.read().bytes() >= until) {
                    return false;
                }
                Optional<Long> size = check(digest, rate, control);
                if (size.isEmpty()) {
                    return false;
                }
                update(now -> now.readBlob(digest, size.get()));
                if (state.read().bytes() - saved >= SAVE_EVERY) {
                    saved = state.read().bytes();
                    save();
                }
            }
        }
        control.advance("reading", folders, folders);
        return true;
    }

    private static int folder(Digest digest) {
        return ALGORITHMS.indexOf(digest.algorithm()) * DirectoryStore.FOLDERS
                + Integer.parseInt(digest.hex().substring(0, 2), 16);
    }

    /** Reads one blob; its size, or empty if that was cancelled. */
    private Optional<Long> check(Digest digest, RateLimit rate, JobControl control)
            throws IOException, SallyportException {
        // Before it is opened: what is put in its place meanwhile then looks like another file, and is read as well.
        Optional<FileIdentity> seen = store.content().identity(digest);
        Optional<StoredBlob> found;
        try {
            found = store.content().open(digest);
        } catch (IOException e) {
            if (seen.isPresent()) {
                quarantine(digest, seen.get(), unreadable(e));
            }
            return Optional.of(0L);
        }
        if (seen.isEmpty() || found.isEmpty()) {
            // Collected since the folder was read.
            return Optional.of(0L);
        }
        try (StoredBlob blob = found.get()) {
            String first = problem(digest, blob, rate, control);
            // What is wrong once and right the next time is the memory's fault, not the disk's.
            String reason = first.isEmpty() ? first : problem(digest, blob, rate, control);
            if (control.isCancelled()) {
                return Optional.empty();
            }
            if (reason.isEmpty() || quarantine(digest, seen.get(), reason)) {
                return Optional.of(blob.size());
            }
        }
        return check(digest, rate, control);
    }

    // What is wrong with it; empty if nothing is.
    private static String problem(Digest digest, StoredBlob blob, RateLimit rate, JobControl control) {
        MessageDigest computation = digest.algorithm().newMessageDigest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = blob.read(0, blob.size())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                computation.update(buffer, 0, count);
                rate.spend(count);
                if (control.isCancelled()) {
                    return "";
                }
            }
        } catch (IOException e) {
            return unreadable(e);
        }
        Digest computed = Digest.finish(digest.algorithm(), computation);
        return computed.equals(digest) ? "" : "its " + blob.size() + " bytes have the digest " + computed;
    }

    private static String unreadable(IOException e) {
        return "it cannot be read: " + Printable.shorten(String.valueOf(e.getMessage()));
    }

    // Whether it still was this file, which had been read, or none; another one heals it, if that is whole.
    private boolean quarantine(Digest digest, FileIdentity seen, String reason) throws IOException, SallyportException {
        List<String> images = store.damage().images(digest, MOST_IMAGES);
        // Not between an import's question whether it is here and the import's publication.
        boolean[] another = new boolean[1];
        boolean[] taken = new boolean[1];
        imports.exclusively(() -> {
            Optional<FileIdentity> there = store.content().identity(digest);
            another[0] = there.isPresent() && !there.get().equals(seen);
            taken[0] = !another[0] && store.content().quarantine().put(digest);
        });
        if (!taken[0]) {
            return !another[0];
        }
        imports.forget();
        LOG.error("{} is damaged: {}. Images: {}. Import or push it again.", digest, reason, images);
        update(now -> {
            List<DamagedBlob> damaged = new ArrayList<>(now.damaged());
            damaged.removeIf(blob -> blob.digest().equals(digest));
            damaged.add(0, new DamagedBlob(digest, clock.instant(), reason, images, null));
            return now.damaged(damaged);
        });
        save();
        return true;
    }

    /** Notes what came again, or is needed by nobody any more, and deletes its damaged copy. */
    synchronized boolean heal() throws IOException {
        boolean changed = false;
        Instant now = clock.instant();
        for (Digest digest : store.content().quarantine().digests()) {
            if (store.content().size(digest).isPresent()
                    || !store.repositories().withoutLinked(Set.of(digest)).isEmpty()) {
                store.content().quarantine().delete(digest);
                changed = true;
                LOG.info("{} is healed, or needed no more", digest);
            }
        }
        List<DamagedBlob> damaged = new ArrayList<>();
        Set<Digest> unnamed = new LinkedHashSet<>(store.content().quarantine().digests());
        for (DamagedBlob blob : state.damaged()) {
            boolean gone = blob.healed() == null && !unnamed.remove(blob.digest());
            changed |= gone;
            damaged.add(gone ? blob.healedAt(now) : blob);
        }
        // Taken out of the store right before the machine stopped.
        for (Digest digest : unnamed) {
            if (damaged.size() >= ScrubState.MOST_DAMAGED) {
                break;
            }
            changed = true;
            damaged.add(
                    0,
                    new DamagedBlob(
                            digest,
                            now,
                            "it was found damaged before the last start",
                            store.damage().images(digest, MOST_IMAGES),
                            null));
        }
        if (changed) {
            state = state.damaged(damaged);
            file.save(state);
        }
        return changed;
    }
}
