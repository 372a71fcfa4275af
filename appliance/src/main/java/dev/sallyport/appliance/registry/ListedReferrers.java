package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.store.Repositories;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The referrers that clients listed themselves, in an index under a tag made from the subject's digest. They do so for registries
 * without the referrers API, and a copy of such a repository has the index still.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema">referrers tag
 *     schema</a>
 */
final class ListedReferrers {
    private static final int LONGEST_ENCODED = 64;

    private final Repositories repositories;
    private final ContentStore content;

    ListedReferrers(Repositories repositories, ContentStore content) {
        this.repositories = repositories;
        this.content = content;
    }

    /** The tag under which clients list what refers to {@code subject}. */
    static Tag tag(Digest subject) {
        String hex = subject.hex();
        return new Tag(subject.algorithm().prefix() + '-' + hex.substring(0, Math.min(hex.length(), LONGEST_ENCODED)));
    }

    /**
     * Those that {@code known} does not have, as far as the repository has them; what the index says of them is not believed,
     * they are read.
     *
     * @param artifactType only those of this type; null for all
     * @param limit the most to give
     */
    List<Descriptor> besides(
            List<Descriptor> known, RepositoryName repository, Digest subject, @Nullable String artifactType, int limit)
            throws IOException {
        Optional<Descriptor> index = repositories.manifest(repository, tag(subject));
        if (index.isEmpty() || !MediaTypes.isIndex(index.get().mediaType())) {
            return List.of();
        }
        Set<Digest> seen = known.stream().map(Descriptor::digest).collect(Collectors.toCollection(HashSet::new));
        List<Descriptor> found = new ArrayList<>();
        for (Descriptor listed : read(index.get())) {
            if (found.size() >= limit) {
                break;
            }
            if (seen.add(listed.digest())) {
                repositories
                        .annotated(repository, listed.digest())
                        .filter(referrer -> artifactType == null || artifactType.equals(referrer.artifactType()))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private List<Descriptor> read(Descriptor index) throws IOException {
        Optional<StoredBlob> stored = content.open(index.digest());
        if (stored.isEmpty()) {
            return List.of();
        }
        try (StoredBlob blob = stored.get();
                InputStream in = blob.read(0, Math.min(blob.size(), Manifest.MAX_SIZE))) {
            return Manifest.parse("index " + index.digest(), index.mediaType(), in.readAllBytes())
                    .children();
        } catch (MalformedJsonException e) {
            throw new IOException("A published manifest cannot be read: " + index.digest(), e);
        }
    }
}
