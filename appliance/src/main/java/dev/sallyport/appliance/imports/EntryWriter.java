package dev.sallyport.appliance.imports;

import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.VolumeException;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of one volume stream into the content store: each read, hashed and written once. While the next is read,
 * the last ones are synced and take their places on other threads. An entry that is here already is read and dropped.
 */
final class EntryWriter implements VolumeReader.EntrySink {
    /** Uploads of imports have ids that begin so. */
    static final String PREFIX = "import-";

    private static final int MOST_COMMITS = 4;
    private static final int BUFFER = 64 << 10;

    private final ContentStore content;
    private final HeldBlobs held;
    private final Executor committers;
    private final int volume;
    private final String name;
    private final Consumer<ListingEntry> done;
    private final LongConsumer written;
    private final Semaphore commits = new Semaphore(MOST_COMMITS);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long count;

    /**
     * @param name no other writer has it
     * @param done told each entry that is here, from any thread
     * @param written told how many bytes more are on the disk
     */
    EntryWriter(
            ContentStore content,
            HeldBlobs held,
            Executor committers,
            int volume,
            String name,
            Consumer<ListingEntry> done,
            LongConsumer written) {
        this.content = content;
        this.held = held;
        this.committers = committers;
        this.volume = volume;
        this.name = name;
        this.done = done;
        this.written = written;
    }

    @Override
    public void accept(ListingEntry entry, InputStream in) throws IOException, SallyportException {
        throwFailure();
        if (held.holds(entry)) {
            drop(in);
            done.accept(entry);
            return;
        }
        commits.acquireUninterruptibly();
        boolean handedOver = false;
        try {
            PartialBlob partial = content.upload(new UploadId(PREFIX + name + '-' + ++count));
            write(partial, in, entry.size());
            written.accept(entry.size());
            held.beginCommit(entry.digest());
            try {
                committers.execute(() -> commit(partial, entry));
                handedOver = true;
            } finally {
                if (!handedOver) {
                    held.endCommit(entry.digest());
                    partial.discard();
                }
            }
        } finally {
            if (!handedOver) {
                commits.release();
            }
        }
    }

    private static void write(PartialBlob partial, InputStream in, long size) throws IOException {
        boolean written = false;
        try {
            partial.write(0, in, size);
            written = true;
        } finally {
            if (!written) {
                partial.discard();
            }
        }
    }

    private static void drop(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (in.read(buffer) >= 0) {
            // What is held already was verified when it came.
        }
    }

    private void commit(PartialBlob partial, ListingEntry entry) {
        try {
            commitOrDiscard(partial, entry);
            done.accept(entry);
        } catch (DigestMismatchException e) {
            fail(VolumeException.damaged(volume, entry.path(), e));
        } catch (IOException | RuntimeException e) {
            fail(e);
        } finally {
            held.endCommit(entry.digest());
            commits.release();
        }
    }

    private static void commitOrDiscard(PartialBlob partial, ListingEntry entry)
            throws IOException, DigestMismatchException {
        try {
            partial.commit(new Descriptor(ListingEntry.MEDIA_TYPE, entry.digest(), entry.size()));
        } catch (IOException e) {
            try {
                partial.discard();
            } catch (IOException | RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void fail(Exception e) {
        failure.compareAndSet(null, e);
    }

    /** Waits until everything given is here, durably. */
    void finish() throws IOException, SallyportException {
        await();
        throwFailure();
    }

    /** Waits until no thread works for this any more. */
    void await() {
        commits.acquireUninterruptibly(MOST_COMMITS);
        commits.release(MOST_COMMITS);
    }

    /** Throws what went wrong first, if anything did. */
    void throwFailure() throws IOException, SallyportException {
        Exception e = failure.get();
        if (e instanceof SallyportException known) {
            throw known;
        }
        if (e instanceof IOException broken) {
            throw broken;
        }
        if (e != null) {
            throw new IllegalStateException("Storing an entry failed", e);
        }
    }
}
