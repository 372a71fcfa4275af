package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/**
 * Resolves names to manifests, and gives the manifests, with as few GETs as can be: a tag is asked about by HEAD, and what
 * is held is not fetched. Content is always that of a digest, so that a tag which moves in between mixes nothing.
 */
final class Manifests {
    private final ManifestFetch fetch;
    private final HeldManifests held;

    Manifests(ManifestFetch fetch, HeldManifests held) {
        this.fetch = requireNonNull(fetch, "fetch is null");
        this.held = requireNonNull(held, "held is null");
    }

    /** What {@code tag} names now; empty if the registry has none. */
    Optional<Descriptor> find(RegistryHost host, RepositoryAddress repository, String tag)
            throws IOException, SallyportException {
        ManifestHead head = fetch.head(host, repository, tag, repository + ":" + tag);
        if (head instanceof ManifestHead.Present present) {
            Optional<Descriptor> described = describe(host, repository, present);
            if (described.isPresent()) {
                return described;
            }
        }
        return head instanceof ManifestHead.Missing
                ? Optional.empty()
                : byTag(host, repository, tag).map(FetchedManifest::descriptor);
    }

    /** The descriptor of the manifest with {@code digest}; empty if the registry has none. */
    Optional<Descriptor> find(RegistryHost host, RepositoryAddress repository, Digest digest)
            throws IOException, SallyportException {
        Optional<FetchedManifest> known = held.find(host, repository, digest);
        if (known.isPresent()) {
            return known.map(FetchedManifest::descriptor);
        }
        ManifestHead head = fetch.head(host, repository, digest.toString(), repository + "@" + digest);
        if (head instanceof ManifestHead.Missing) {
            return Optional.empty();
        }
        if (head instanceof ManifestHead.Present present && present.digest().equals(digest)) {
            Optional<Descriptor> whole = present.whole();
            if (whole.isPresent()) {
                return whole;
            }
        }
        return byDigest(host, repository, digest).map(FetchedManifest::descriptor);
    }

    private Optional<Descriptor> describe(RegistryHost host, RepositoryAddress repository, ManifestHead.Present present)
            throws IOException, SallyportException {
        Optional<FetchedManifest> known = held.find(host, repository, present.digest());
        if (known.isPresent()) {
            return known.map(FetchedManifest::descriptor);
        }
        Optional<Descriptor> whole = present.whole();
        return whole.isPresent()
                ? whole
                : byDigest(host, repository, present.digest()).map(FetchedManifest::descriptor);
    }

    /** The manifest that {@code tag} names now; empty if the registry has none. Unlike {@link #find} it is one request. */
    Optional<FetchedManifest> byTag(RegistryHost host, RepositoryAddress repository, String tag)
            throws IOException, SallyportException {
        return keep(repository, fetch.byTag(host, repository, tag));
    }

    /** The manifest with {@code digest}, verified; empty if it is not held and the registry has none. */
    Optional<FetchedManifest> byDigest(RegistryHost host, RepositoryAddress repository, Digest digest)
            throws IOException, SallyportException {
        Optional<FetchedManifest> known = held.find(host, repository, digest);
        return known.isPresent() ? known : keep(repository, fetch.byDigest(host, repository, digest));
    }

    /** What {@code tag} names now, fetched only if it is not held; empty if the registry has none. */
    Optional<FetchedManifest> current(RegistryHost host, RepositoryAddress repository, String tag)
            throws IOException, SallyportException {
        Optional<Descriptor> named = find(host, repository, tag);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Optional<FetchedManifest> manifest =
                byDigest(host, repository, named.get().digest());
        // A tag that moved in between may have left nothing behind.
        return manifest.isPresent() ? manifest : byTag(host, repository, tag);
    }

    private Optional<FetchedManifest> keep(RepositoryAddress repository, Optional<FetchedManifest> fetched)
            throws IOException {
        if (fetched.isPresent()) {
            held.keep(repository, fetched.get());
        }
        return fetched;
    }
}
