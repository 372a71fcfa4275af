package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads documents of one image through the cache, each held against its digest. A source's failure is told from this machine's:
 * an {@link IOException} means that the disk fails or that somebody ends the run, everything else is a
 * {@link SallyportException}. Safe for use by many threads.
 */
public final class ContentReader {
    private final ContentCache cache;
    private final ContentSource content;
    private final RepositoryName repository;

    /** @param repository the name of {@code content}, for messages and for asking for tags */
    public ContentReader(ContentCache cache, ContentSource content, RepositoryName repository) {
        this.cache = requireNonNull(cache, "cache is null");
        this.content = requireNonNull(content, "content is null");
        this.repository = requireNonNull(repository, "repository is null");
    }

    /** A manifest. */
    public Manifest manifest(Descriptor manifest) throws IOException, SallyportException {
        try {
            return cache.manifest(content, manifest, name());
        } catch (SourceBrokenException e) {
            throw SourceFailedException.of("manifest " + manifest.digest() + " of " + name(), e);
        }
    }

    /**
     * The bytes of a document.
     *
     * @param limit the most that are read
     * @throws ContentTooLargeException if it has more; nothing is fetched then
     */
    public byte[] bytes(Descriptor document, int limit) throws IOException, SallyportException {
        try {
            return cache.read(content, document, limit);
        } catch (SourceBrokenException e) {
            throw SourceFailedException.of(document.digest() + " of " + name(), e);
        }
    }

    /** What refers to a manifest, as the source lists it. */
    public List<Descriptor> referrers(Digest subject) throws IOException, SallyportException {
        try {
            return List.copyOf(content.referrers(subject));
        } catch (IOException e) {
            throw SourceFailedException.of("the referrers of " + subject + " in " + name(), e);
        }
    }

    /** What a tag names; empty if there is none. */
    public Optional<Descriptor> find(Tag tag) throws IOException, SallyportException {
        if (!repository.startsWithHost()) {
            return Optional.empty();
        }
        try {
            return content.find(Reference.parse(repository.upstreamName() + ':' + tag));
        } catch (IOException e) {
            throw SourceFailedException.of("tag " + tag + " of " + name(), e);
        }
    }

    private String name() {
        return repository.upstreamName();
    }
}
