package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.RangeIgnoredException;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Content by digest, from the disk if it is there and from its source if not. Each digest is fetched once, by one thread, however
 * many ask; a download that broke off, in this run or one before, goes on where it stopped. Thread-safe, and with
 * {@link CacheLocks} safe for several processes too.
 */
public final class ContentCache {
    // A source that gives nothing new this often in a row is given up. One that gives a little each time is not: a slow
    // line
    // that breaks every minute still gets a large layer across.
    private static final int FUTILE_ATTEMPTS = 5;

    private final ContentStore store;
    private final Duration pause;
    private final @Nullable CacheLocks shared;
    private final Map<Digest, Object> locks = new ConcurrentHashMap<>();
    private final LongAdder fetched = new LongAdder();

    /** @param pause how long to wait after a first download that brought nothing; longer after each further one */
    public ContentCache(ContentStore store, Duration pause) {
        this(store, pause, null);
    }

    /**
     * As the other.
     *
     * @param shared the locks of all who work on the same store; null if nobody else does
     */
    public ContentCache(ContentStore store, Duration pause, @Nullable CacheLocks shared) {
        this.shared = shared;
        this.store = requireNonNull(store, "store is null");
        this.pause = requireNonNull(pause, "pause is null");
    }

    /** What is kept; its bytes are to be held against their digest again wherever they are used. */
    public ContentStore store() {
        return store;
    }

    /** How many bytes came from sources since this object was made. */
    public long fetchedBytes() {
        return fetched.sum();
    }

    /** Whether content of this digest and size is kept. */
    public boolean holds(Descriptor descriptor) throws IOException {
        Optional<StoredBlob> found = store.open(descriptor.digest());
        if (found.isEmpty()) {
            return false;
        }
        try (StoredBlob blob = found.get()) {
            return blob.size() == descriptor.size();
        }
    }

    /**
     * The whole content, verified; fetched if it is not kept, or is spoilt.
     *
     * @param limit the most bytes to read into memory
     * @throws DigestMismatchException if the source gives something else, or the descriptor says more than {@code limit}
     */
    byte[] read(ContentSource source, Descriptor descriptor, int limit) throws IOException, SallyportException {
        if (descriptor.size() > limit) {
            throw new ContentTooLargeException(descriptor, limit);
        }
        fetch(source, descriptor, count -> {});
        Optional<byte[]> kept = readKept(descriptor);
        if (kept.isEmpty()) {
            store.remove(descriptor.digest());
            fetch(source, descriptor, count -> {});
            kept = readKept(descriptor);
        }
        return kept.orElseThrow(() -> new IOException(
                "The disk gives back other content than was written: " + descriptor.digest() + " in the cache"));
    }

    /**
     * The manifest, verified; fetched if it is not kept.
     *
     * @param root the name of the root that it belongs to, for messages
     */
    public Manifest manifest(ContentSource source, Descriptor descriptor, String root)
            throws IOException, SallyportException {
        return Manifest.parse(
                "manifest " + descriptor.digest() + " of " + root,
                descriptor.mediaType(),
                read(source, descriptor, Manifest.MAX_SIZE));
    }

    private Optional<byte[]> readKept(Descriptor descriptor) throws IOException {
        Optional<StoredBlob> found = store.open(descriptor.digest());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, blob.size())) {
            byte[] content = in.readNBytes((int) descriptor.size());
            boolean good = Digest.of(descriptor.digest().algorithm(), content).equals(descriptor.digest());
            return good ? Optional.of(content) : Optional.empty();
        }
    }

    /**
     * Makes sure that the content is kept.
     *
     * @param progress told how many bytes came; a negative number when they have to come again
     * @throws DigestMismatchException if the source gives something else
     * @throws DownloadBrokenException if it breaks off again and again
     * @throws IOException if this machine's disk fails
     */
    public void fetch(ContentSource source, Descriptor descriptor, LongConsumer progress)
            throws IOException, SallyportException {
        fetch(source, descriptor, progress, ContentTee.NONE);
    }

    /**
     * As the other; what has to be fetched for it goes to {@code tee} too.
     *
     * @return whether the tee got the whole content, and it was verified; if not, it is to be taken from the {@link #store}
     */
    public boolean fetch(ContentSource source, Descriptor descriptor, LongConsumer progress, ContentTee tee)
            throws IOException, SallyportException {
        synchronized (locks.computeIfAbsent(descriptor.digest(), digest -> new Object())) {
            if (holds(descriptor)) {
                progress.accept(descriptor.size());
                return false;
            }
            if (shared == null) {
                return download(source, descriptor, progress, tee);
            }
            CacheLocks.Held lock = shared.acquire(descriptor.digest());
            try {
                // Another process may have got it meanwhile.
                if (holds(descriptor)) {
                    progress.accept(descriptor.size());
                    return false;
                }
                return download(source, descriptor, progress, tee);
            } finally {
                lock.close();
            }
        }
    }

    // Whether all of it went to the tee.
    private boolean download(ContentSource source, Descriptor descriptor, LongConsumer progress, ContentTee tee)
            throws IOException, SallyportException {
        Download download = new Download(source, descriptor, progress, tee);
        try {
            download.run();
        } catch (DigestMismatchException e) {
            if (!download.continued) {
                throw e;
            }
            // What an earlier attempt left may be to blame: a power cut, a source that has changed. Once more from
            // byte 0.
            download = new Download(source, descriptor, progress, tee);
            download.run();
        }
        return !download.continued;
    }

    /** Drops content that was found spoilt, so that the next {@link #fetch} gets it again. */
    public void evict(Digest digest) throws IOException {
        store.remove(digest);
    }

    /** One blob's way from its source to the disk, in as many attempts as it takes. */
    private final class Download {
        private final ContentSource source;
        private final Descriptor descriptor;
        private final LongConsumer progress;
        private final ContentTee tee;
        // Whether some of the content was here before the attempt that completed it.
        private boolean continued;
        private long counted;

        Download(ContentSource source, Descriptor descriptor, LongConsumer progress, ContentTee tee) {
            this.source = source;
            this.descriptor = descriptor;
            this.progress = progress;
            this.tee = tee;
        }

        void run() throws IOException, SallyportException {
            try {
                int futile = 0;
                while (true) {
                    long before = counted;
                    try {
                        if (attempt()) {
                            return;
                        }
                    } catch (SourceBrokenException e) {
                        futile = counted > before ? 0 : futile + 1;
                        if (futile >= FUTILE_ATTEMPTS) {
                            throw new DownloadBrokenException(descriptor, e);
                        }
                        await(futile);
                    }
                }
            } catch (DigestMismatchException e) {
                count(-counted);
                throw e;
            }
        }

        // False if what was there had to be dropped first.
        private boolean attempt() throws IOException, SallyportException {
            try (PartialBlob partial = store.upload(UploadId.of(descriptor.digest()))) {
                long from = partial.size();
                if (from > descriptor.size()) {
                    return drop(partial);
                }
                continued |= from > 0;
                count(from - counted);
                if (from < descriptor.size()) {
                    try (InputStream in = open(from)) {
                        partial.write(from, in, descriptor.size() - from);
                    } catch (RangeIgnoredException e) {
                        return drop(partial);
                    } catch (EOFException e) {
                        throw new SourceBrokenException(descriptor, partial.size(), e);
                    }
                }
                partial.commit(descriptor);
                return true;
            }
        }

        private boolean drop(PartialBlob partial) throws IOException {
            partial.discard();
            count(-counted);
            return false;
        }

        private InputStream open(long from) throws IOException, SallyportException {
            try {
                LongConsumer counter = count -> {
                    fetched.add(count);
                    count(count);
                };
                return new SourceStream(source.fetch(descriptor, from), descriptor, from, counter, tee);
            } catch (SourceBrokenException e) {
                throw e;
            } catch (IOException e) {
                throw new SourceBrokenException(descriptor, from, e);
            }
        }

        private void count(long bytes) {
            counted += bytes;
            progress.accept(bytes);
        }

        private void await(int futile) throws IOException {
            try {
                Thread.sleep(pause.multipliedBy(1L << futile).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for " + descriptor.digest());
            }
        }
    }
}
