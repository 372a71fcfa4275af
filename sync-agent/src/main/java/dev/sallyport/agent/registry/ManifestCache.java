package dev.sallyport.agent.registry;

import dev.sallyport.oci.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The manifests fetched last, so that one which was resolved by its tag is not fetched again by its digest. */
final class ManifestCache {
    private static final long MOST_BYTES = 32L << 20;

    private final Map<Key, FetchedManifest> manifests = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(RepositoryAddress repository, Digest digest) {}

    synchronized Optional<FetchedManifest> find(RepositoryAddress repository, Digest digest) {
        return Optional.ofNullable(manifests.get(new Key(repository, digest)));
    }

    synchronized void keep(RepositoryAddress repository, FetchedManifest manifest) {
        Key key = new Key(repository, manifest.descriptor().digest());
        if (manifests.putIfAbsent(key, manifest) == null) {
            bytes += manifest.content().length;
        }
        var oldest = manifests.values().iterator();
        while (bytes > MOST_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().content().length;
            oldest.remove();
        }
    }
}
