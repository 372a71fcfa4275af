package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import java.io.IOException;
import java.util.Optional;

/** The manifests that need not be fetched: those of this run, and those that earlier ones left. */
final class HeldManifests {
    private final ManifestCache fetched = new ManifestCache();
    private final KnownManifests known;

    HeldManifests(KnownManifests known) {
        this.known = requireNonNull(known, "known is null");
    }

    Optional<FetchedManifest> find(RegistryHost host, RepositoryAddress repository, Digest digest)
            throws IOException, SallyportException {
        Optional<FetchedManifest> recent = fetched.find(repository, digest);
        if (recent.isPresent()) {
            return recent;
        }
        Optional<byte[]> content = known.find(digest, Manifest.MAX_SIZE)
                .filter(found -> Digest.of(digest.algorithm(), found).equals(digest));
        if (content.isEmpty()) {
            return Optional.empty();
        }
        FetchedManifest manifest =
                FetchedManifest.ofContent(host.name(), repository + "@" + digest, digest, content.get());
        fetched.keep(repository, manifest);
        return Optional.of(manifest);
    }

    void keep(RepositoryAddress repository, FetchedManifest manifest) throws IOException {
        fetched.keep(repository, manifest);
        known.keep(manifest.descriptor().digest(), manifest.content());
    }
}
