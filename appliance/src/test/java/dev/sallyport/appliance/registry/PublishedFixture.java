package dev.sallyport.appliance.registry;

import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Published content over a real store, its links in memory; counts what is opened and closed. */
final class PublishedFixture implements PublishedContent {
    private static final long PATIENCE_SECONDS = 30;

    private final DirectoryStore store;
    private final Map<RepositoryName, Repository> repositories = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger closedAgain = new AtomicInteger();
    private volatile boolean offersFiles = true;
    private volatile boolean broken;

    private static final class Repository {
        final Map<Digest, Descriptor> manifests = new ConcurrentHashMap<>();
        final Map<Digest, Descriptor> blobs = new ConcurrentHashMap<>();
        final TreeMap<Tag, Descriptor> tags = new TreeMap<>();
        final Map<Digest, List<Descriptor>> referrers = new ConcurrentSkipListMap<>();
    }

    PublishedFixture(Path folder) throws IOException {
        store = DirectoryStore.open(folder, new SystemDisk());
    }

    /** From now on blobs have no file behind them, as in a store that is not on this machine's disk. */
    void hideFiles() {
        offersFiles = false;
    }

    Descriptor blob(String repository, byte[] content) throws Exception {
        Descriptor blob = put("application/vnd.example.layer", content);
        repository(repository).blobs.put(blob.digest(), blob);
        return blob;
    }

    Descriptor manifest(String repository, String mediaType, String content) throws Exception {
        Descriptor manifest = put(mediaType, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        repository(repository).manifests.put(manifest.digest(), manifest);
        return manifest;
    }

    void tag(String repository, String tag, Descriptor manifest) {
        repository(repository).tags.put(new Tag(tag), manifest);
    }

    void referrers(String repository, Digest subject, List<Descriptor> referrers) {
        repository(repository).referrers.put(subject, referrers);
    }

    /** Takes a blob out of a repository; its content stays. */
    void unlink(String repository, Descriptor blob) {
        repository(repository).blobs.remove(blob.digest());
    }

    void removeContent(Digest digest) throws IOException {
        store.remove(digest);
    }

    private Repository repository(String name) {
        return repositories.computeIfAbsent(new RepositoryName(name), unused -> new Repository());
    }

    private Descriptor put(String mediaType, byte[] content) throws Exception {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        try (PartialBlob upload = store.upload(UploadId.of(descriptor.digest()))) {
            upload.write(0, new ByteArrayInputStream(content), content.length);
            upload.commit(descriptor);
        }
        return descriptor;
    }

    /** How many blobs were opened so far. */
    int opened() {
        return opened.get();
    }

    /** Waits until every blob that was opened is closed, each once. */
    synchronized void awaitAllClosed() throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (opened.get() != closed.get()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException(opened + " opened, " + closed + " closed");
            }
            wait(left);
        }
        if (closedAgain.get() != 0) {
            throw new AssertionError(closedAgain + " blobs closed more than once");
        }
    }

    @Override
    public Optional<Descriptor> manifest(RepositoryName repository, Tag tag) {
        return find(repository).map(found -> found.tags.get(tag));
    }

    @Override
    public Optional<Descriptor> manifest(RepositoryName repository, Digest digest) {
        return find(repository).map(found -> found.manifests.get(digest));
    }

    @Override
    public Optional<Descriptor> blob(RepositoryName repository, Digest digest) {
        return find(repository).map(found -> found.blobs.get(digest));
    }

    /** From now on the disk gives nothing. */
    void breakDisk() {
        broken = true;
    }

    @Override
    public boolean holds(Descriptor found) throws IOException {
        return store.size(found.digest()).orElse(-1) == found.size();
    }

    @Override
    public Optional<StoredBlob> open(Digest digest) throws IOException {
        if (broken) {
            throw new IOException("the disk is broken");
        }
        Optional<StoredBlob> blob = store.open(digest);
        blob.ifPresent(unused -> opened.incrementAndGet());
        return blob.map(Counted::new);
    }

    @Override
    public Optional<List<Tag>> tags(RepositoryName repository, String after, int limit) {
        return find(repository)
                .map(found -> found.tags.keySet().stream()
                        .filter(tag -> after == null || tag.name().compareTo(after) > 0)
                        .limit(limit)
                        .toList());
    }

    @Override
    public List<Descriptor> referrers(
            RepositoryName repository, Digest subject, String artifactType, Digest after, int limit) {
        return find(repository)
                .map(found -> found.referrers.getOrDefault(subject, List.of()).stream()
                        .filter(referrer -> artifactType == null || artifactType.equals(referrer.artifactType()))
                        .filter(referrer -> after == null || referrer.digest().compareTo(after) > 0)
                        .sorted(java.util.Comparator.comparing(Descriptor::digest))
                        .limit(limit)
                        .toList())
                .orElse(List.of());
    }

    private Optional<Repository> find(RepositoryName name) {
        return Optional.ofNullable(repositories.get(name));
    }

    private synchronized void closedOne(boolean again) {
        (again ? closedAgain : closed).incrementAndGet();
        notifyAll();
    }

    private final class Counted implements StoredBlob {
        private final StoredBlob blob;
        private boolean isClosed;

        Counted(StoredBlob blob) {
            this.blob = blob;
        }

        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public InputStream read(long from, long length) throws IOException {
            return blob.read(from, length);
        }

        @Override
        public Optional<FileChannel> file() {
            return offersFiles ? blob.file() : Optional.empty();
        }

        @Override
        public synchronized void close() throws IOException {
            blob.close();
            closedOne(isClosed);
            isClosed = true;
        }
    }
}
