package dev.sallyport.testkit;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@link TestRegistry} holds, by repository. Safe for use by many threads. */
final class RegistryContent {
    /** Bytes as they are sent; a blob's type is that of any blob. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Held(String mediaType, byte[] bytes) {}

    private static final class Repository {
        private final Map<String, Held> manifests = new HashMap<>();
        private final Map<String, Held> blobs = new HashMap<>();
        private final NavigableMap<String, String> tags = new TreeMap<>();
        private final TestImages images = new TestImages();
    }

    private final Map<String, Repository> repositories = new HashMap<>();

    synchronized void put(String name, Descriptor root, TestImages images) {
        Repository repository = repositories.computeIfAbsent(name, ignored -> new Repository());
        for (Digest digest : images.closureWithReferrers(root.digest())) {
            byte[] bytes = images.bytes(digest);
            images.manifestType(digest)
                    .ifPresentOrElse(
                            mediaType -> {
                                repository.images.manifest(mediaType, bytes);
                                repository.manifests.put(digest.toString(), new Held(mediaType, bytes));
                            },
                            () -> repository.blobs.put(digest.toString(), new Held("application/octet-stream", bytes)));
        }
    }

    synchronized void tag(String name, String tag, Digest digest) {
        repository(name).tags.put(tag, digest.toString());
    }

    synchronized void untag(String name, String tag) {
        repository(name).tags.remove(tag);
    }

    /** Tags an index of all referrers of {@code subject}, as clients do where the referrers API is missing. */
    synchronized void tagReferrers(String name, Digest subject) {
        Repository repository = repository(name);
        Descriptor index =
                repository.images.index(MediaTypes.OCI_INDEX, repository.images.referrers(subject), null, Map.of());
        repository.manifests.put(
                index.digest().toString(), new Held(index.mediaType(), repository.images.bytes(index.digest())));
        repository.tags.put(
                subject.algorithm().prefix() + '-' + subject.hex(),
                index.digest().toString());
    }

    /** Takes a manifest or blob away, leaving everything that points to it. */
    synchronized void remove(String name, Digest digest) {
        Repository repository = repository(name);
        repository.manifests.remove(digest.toString());
        repository.blobs.remove(digest.toString());
    }

    synchronized Optional<Held> manifest(String name, String reference) {
        Repository repository = repositories.get(name);
        return repository == null
                ? Optional.empty()
                : Optional.ofNullable(repository.manifests.get(repository.tags.getOrDefault(reference, reference)));
    }

    synchronized Optional<Held> blob(String name, String digest) {
        Repository repository = repositories.get(name);
        return repository == null ? Optional.empty() : Optional.ofNullable(repository.blobs.get(digest));
    }

    /** The tags in order; empty if there is no such repository. */
    synchronized Optional<List<String>> tags(String name) {
        Repository repository = repositories.get(name);
        return repository == null ? Optional.empty() : Optional.of(new ArrayList<>(repository.tags.keySet()));
    }

    /** All repositories in order. */
    synchronized List<String> repositories() {
        return repositories.keySet().stream().sorted().toList();
    }

    synchronized List<Descriptor> referrers(String name, String subject) {
        Repository repository = repositories.get(name);
        return repository == null
                ? List.of()
                : Digest.tryParse(subject).map(repository.images::referrers).orElse(List.of());
    }

    static byte[] referrersIndex(List<Descriptor> referrers) {
        return new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .putAll("manifests", referrers, Descriptor::toJson)
                .toBytes();
    }

    private Repository repository(String name) {
        Repository repository = repositories.get(name);
        if (repository == null) {
            throw new NoSuchElementException("Nothing was put into " + name);
        }
        return repository;
    }
}
