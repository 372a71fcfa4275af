package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.registry.BlobBody;
import dev.sallyport.agent.registry.FetchedManifest;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One repository at a registry. Manifests come verified; blobs do not. A blob that breaks off is resumed inside the stream, so
 * that an {@link IOException} from it means that many attempts failed.
 */
public final class RegistrySource implements ContentSource {
    private final RegistryClient client;
    private final RepositoryAddress repository;

    /** @param client shared by the sources of a run */
    public RegistrySource(RegistryClient client, RepositoryAddress repository) {
        this.client = requireNonNull(client, "client is null");
        this.repository = requireNonNull(repository, "repository is null");
    }

    @Override
    public Descriptor resolve(Reference reference) throws IOException, SallyportException {
        requireHere(reference);
        return client.resolve(reference);
    }

    @Override
    public Optional<Descriptor> find(Reference reference) throws IOException, SallyportException {
        requireHere(reference);
        return client.find(reference);
    }

    private void requireHere(Reference reference) {
        if (!RepositoryAddress.of(reference).equals(repository)) {
            throw new IllegalArgumentException(reference + " is not in " + repository);
        }
    }

    @Override
    public InputStream fetch(Descriptor descriptor, long from) throws IOException, SallyportException {
        if (MediaTypes.isManifest(descriptor.mediaType())) {
            return manifest(descriptor).open(from);
        }
        BlobBody body = client.blob(repository, descriptor, from);
        if (body.from() == from) {
            return body.content();
        }
        body.close();
        throw new RangeIgnoredException(repository + "@" + descriptor.digest(), from);
    }

    private FetchedManifest manifest(Descriptor descriptor) throws IOException, SallyportException {
        FetchedManifest manifest = client.manifest(repository, descriptor.digest());
        long size = manifest.descriptor().size();
        if (size != descriptor.size()) {
            throw DigestMismatchException.ofSize(descriptor.digest(), descriptor.size(), size);
        }
        return manifest;
    }

    @Override
    public List<Descriptor> referrers(Digest subject) throws IOException, SallyportException {
        return client.referrers(repository, subject);
    }

    /** Nothing: connections are the client's. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return repository.toString();
    }
}
