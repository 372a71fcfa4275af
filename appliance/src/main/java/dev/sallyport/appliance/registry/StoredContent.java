package dev.sallyport.appliance.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.Leases;
import dev.sallyport.appliance.store.Repositories;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the store has published. */
public final class StoredContent implements PublishedContent {
    /** A push asks what is here, sends what is not, and only then the manifest that needs both. */
    private static final Duration PROMISE = Duration.ofHours(1);

    private final Repositories repositories;
    private final ContentStore content;
    private final Leases leases;
    private final Clock clock;

    /** @param content where the blobs are that {@code repositories} name */
    public StoredContent(Repositories repositories, ContentStore content, Leases leases, Clock clock) {
        this.repositories = requireNonNull(repositories, "repositories is null");
        this.content = requireNonNull(content, "content is null");
        this.leases = requireNonNull(leases, "leases is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public Optional<Descriptor> manifest(RepositoryName repository, Tag tag) throws IOException {
        return repositories.manifest(repository, tag);
    }

    @Override
    public Optional<Descriptor> manifest(RepositoryName repository, Digest digest) throws IOException {
        return repositories.manifest(repository, digest);
    }

    @Override
    public Optional<Descriptor> blob(RepositoryName repository, Digest digest) throws IOException {
        return repositories.blob(repository, digest);
    }

    @Override
    public Optional<StoredBlob> open(Digest digest) throws IOException {
        return content.open(digest);
    }

    @Override
    public Optional<List<Tag>> tags(RepositoryName repository, @Nullable String after, int limit) throws IOException {
        List<String> names = repositories.tags(repository, after, limit);
        return names.isEmpty() && !repositories.exists(repository)
                ? Optional.empty()
                : Optional.of(names.stream().map(Tag::new).toList());
    }

    @Override
    public List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after, int limit)
            throws IOException {
        return repositories.referrers(repository, subject, artifactType, after, limit);
    }

    @Override
    public void promised(Digest digest) {
        leases.extend(digest, clock.instant().plus(PROMISE));
    }
}
