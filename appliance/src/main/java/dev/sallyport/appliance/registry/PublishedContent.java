package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.resolution.TagAnswer;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may be read, repository by repository: content is there only where a release, or what retention keeps of one, links
 * it. Each call sees one consistent state. Safe for use by many threads; calls may block.
 */
public interface PublishedContent {
    /** The manifest that {@code tag} names; type, digest and size as it was published. */
    Optional<Descriptor> manifest(RepositoryName repository, Tag tag) throws IOException;

    /** What {@code tag} names: an exact tag, or what stands for one that is not there. */
    default Optional<TagAnswer> find(RepositoryName repository, Tag tag) throws IOException {
        return manifest(repository, tag).map(manifest -> TagAnswer.exact(tag, manifest));
    }

    /** Why {@link #find} finds nothing, for somebody who may read the repository; empty if there is nothing to say. */
    default String explain(RepositoryName repository, Tag tag) throws IOException {
        return "";
    }

    /** Why no manifest with this digest is here, for somebody who may read the repository; empty if there is nothing to say. */
    default String explain(RepositoryName repository, Digest digest) throws IOException {
        return "";
    }

    /** The manifest with this digest; type, digest and size as it was published. */
    Optional<Descriptor> manifest(RepositoryName repository, Digest digest) throws IOException;

    /** The blob with this digest; its digest and size, the type does not matter. */
    Optional<Descriptor> blob(RepositoryName repository, Digest digest) throws IOException;

    /**
     * The content of a manifest or blob that a method above has found, for the caller to close; empty if it went away since.
     */
    Optional<StoredBlob> open(Digest digest) throws IOException;

    /** Whether {@link #open} would give content of this size. */
    boolean holds(Descriptor found) throws IOException;

    /**
     * Tags in ascending order of their characters.
     *
     * @param after where to go on: only tags greater than this text, which need not be a tag; {@code null} for all
     * @param limit how many at most
     * @return empty if there is no such repository
     */
    Optional<List<Tag>> tags(RepositoryName repository, @Nullable String after, int limit) throws IOException;

    /** What derives from the tags of a repository, as {@link #tags} lists those. */
    default List<Tag> derivedTags(RepositoryName repository, @Nullable String after, int limit) throws IOException {
        return List.of();
    }

    /**
     * Descriptors of the manifests whose subject is {@code subject}, each with the artifact type and the annotations of its
     * manifest, in ascending order of their digests; none if subject or repository is unknown.
     *
     * @param artifactType only those of this artifact type; {@code null} for all
     * @param after only those with a greater digest; {@code null} for all
     * @param limit how many at most; they may be fewer, though there are more, if they are large, but not none
     */
    List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after, int limit)
            throws IOException;

    /**
     * Keeps what was found for a client that is told it is here, and relies on that for a while without asking again.
     *
     * @return whether it still is
     */
    default boolean promise(RepositoryName repository, Descriptor found) throws IOException {
        return true;
    }
}
