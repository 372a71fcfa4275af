package dev.sallyport.agent.closure;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Something that a source has to be asked. Equal questions have the same answer.
 *
 * @param <T> what the answer is
 */
sealed interface Question<T> {
    /**
     * Asks; many threads do so at once.
     *
     * @throws IOException if this machine's disk fails, or the run is ended
     * @throws SallyportException if the source fails
     */
    T ask(ContentCache cache) throws IOException, SallyportException;

    /** A manifest, verified and read. */
    record ManifestAt(ContentSource content, RepositoryName repository, Descriptor manifest)
            implements Question<Manifest> {
        @Override
        public Manifest ask(ContentCache cache) throws IOException, SallyportException {
            return new ContentReader(cache, content, repository).manifest(manifest);
        }
    }

    /** The bytes of a config. */
    record ConfigAt(ContentSource content, RepositoryName repository, Descriptor config) implements Question<byte[]> {
        @Override
        public byte[] ask(ContentCache cache) throws IOException, SallyportException {
            return new ContentReader(cache, content, repository).bytes(config, Manifest.MAX_SIZE);
        }
    }

    /** A base image. */
    record BaseAt(BaseImages images, String name, Digest digest) implements Question<Optional<RootRequest>> {
        @Override
        public Optional<RootRequest> ask(ContentCache cache) throws IOException, SallyportException {
            try {
                return images.of(name, digest);
            } catch (IOException e) {
                throw SourceFailedException.of("base image " + Printable.shorten(name) + '@' + digest, e);
            }
        }
    }

    /** What a tag names; empty if there is none. */
    record TagAt(ContentSource content, RepositoryName repository, Tag tag) implements Question<Optional<Descriptor>> {
        @Override
        public Optional<Descriptor> ask(ContentCache cache) throws IOException, SallyportException {
            return new ContentReader(cache, content, repository).find(tag);
        }
    }

    /** What refers to a manifest, as the source lists it. */
    record ReferrersOf(ContentSource content, RepositoryName repository, Digest subject)
            implements Question<List<Descriptor>> {
        @Override
        public List<Descriptor> ask(ContentCache cache) throws IOException, SallyportException {
            return new ContentReader(cache, content, repository).referrers(subject);
        }
    }
}
