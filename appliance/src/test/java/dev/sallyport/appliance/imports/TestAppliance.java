package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Image;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.Disk;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A store and its imports in a folder, with a clock and a disk size that a test sets. */
public final class TestAppliance implements Closeable {
    public static final StreamName STREAM = new StreamName("factory-7");
    public static final ReceiveOptions PUBLISH = new ReceiveOptions(false, "test");
    public static final ReceiveOptions HOLD = new ReceiveOptions(true, "test");

    private final SettableClock clock = new SettableClock();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private final ApplianceStore store;
    private final Imports imports;

    public TestAppliance(Path data) throws Exception {
        this(data, new UnsyncedDisk(new SystemDisk()));
    }

    public TestAppliance(Path data, Disk disk) throws Exception {
        store = ApplianceStore.open(data, disk, clock);
        try {
            imports = Imports.open(store, clock, free::get);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    public ApplianceStore store() {
        return store;
    }

    public Imports imports() {
        return imports;
    }

    public Clock clock() {
        return clock;
    }

    public TestAppliance at(String time) {
        clock.now = Instant.parse(time);
        return this;
    }

    public TestAppliance free(long bytes) {
        free.set(bytes);
        return this;
    }

    /** Trusts {@code key} for the stream that test bundles have. */
    public TestAppliance trust(SigningKey key) throws Exception {
        store.trust().add(key.verificationKey(), "ACME", STREAM, null, null, "test");
        return this;
    }

    public ImportStatus receive(byte[] volume) throws IOException, SallyportException {
        return imports.receive(new java.io.ByteArrayInputStream(volume), PUBLISH);
    }

    public ImportStatus receive(InputStream volume) throws IOException, SallyportException {
        return imports.receive(volume, PUBLISH);
    }

    /** Every volume, in order; the state after the last. */
    public ImportStatus receive(TestBundle bundle) throws IOException, SallyportException {
        ImportStatus status = null;
        for (int number = 1; number <= bundle.volumes(); number++) {
            status = receive(bundle.stream(number));
        }
        return status;
    }

    /** What is shown: digests by image name. */
    public Map<String, Digest> images() throws IOException {
        Map<String, Digest> images = new TreeMap<>();
        for (Image image : store.catalog().images(null, 1000)) {
            images.put(image.name(), image.digest());
        }
        return images;
    }

    public Optional<Descriptor> manifest(String repository, String tag) throws IOException {
        return store.repositories().manifest(new RepositoryName(repository), new Tag(tag));
    }

    public Optional<Descriptor> manifest(String repository, Digest digest) throws IOException {
        return store.repositories().manifest(new RepositoryName(repository), digest);
    }

    public Optional<Descriptor> blob(String repository, Digest digest) throws IOException {
        return store.repositories().blob(new RepositoryName(repository), digest);
    }

    public boolean holds(Digest digest) throws IOException {
        Optional<StoredBlob> found = store.content().open(digest);
        if (found.isPresent()) {
            found.get().close();
        }
        return found.isPresent();
    }

    /** Every blob in the store. */
    public List<Digest> blobs() throws IOException {
        List<Digest> blobs = new java.util.ArrayList<>();
        store.content().forEach(blobs::add);
        return blobs;
    }

    @Override
    public void close() throws IOException {
        imports.close();
        store.close();
    }

    /** Stands still until it is set. */
    private static final class SettableClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-21T09:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.offset(this, Duration.ZERO);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
