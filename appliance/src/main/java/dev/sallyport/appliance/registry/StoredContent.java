package dev.sallyport.appliance.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.resolution.TagAnswer;
import dev.sallyport.appliance.resolution.TagResolution;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Leases;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.appliance.store.Repositories;
import dev.sallyport.appliance.store.TagLookup;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the store has published. */
public final class StoredContent implements PublishedContent {
    private final Repositories repositories;
    private final TagLookup tags;
    private final TagResolution resolution;
    private final DirectoryStore content;
    private final Leases leases;

    /** @param resolution says what tags stand for that are not in {@code store} */
    public StoredContent(ApplianceStore store, TagResolution resolution) {
        this.repositories = store.repositories();
        this.tags = store.tags();
        this.resolution = requireNonNull(resolution, "resolution is null");
        this.content = store.content();
        this.leases = store.leases();
    }

    @Override
    public Optional<TagAnswer> find(RepositoryName repository, Tag tag) throws IOException {
        return resolution.find(repository, tag);
    }

    @Override
    public String explain(RepositoryName repository, Tag tag) throws IOException {
        return resolution.explain(repository, tag);
    }

    @Override
    public String explain(RepositoryName repository, Digest digest) throws IOException {
        return resolution.explain(repository, digest);
    }

    @Override
    public List<Tag> derivedTags(RepositoryName repository, @Nullable String after, int limit) throws IOException {
        return tags.derivedNames(repository, after, limit).stream()
                .map(Tag::new)
                .toList();
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
    public boolean holds(Descriptor found) throws IOException {
        return content.size(found.digest()).orElse(-1) == found.size();
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
    public boolean promise(RepositoryName repository, Descriptor found) throws IOException {
        if (!LocalContent.isLocalName(repository)) {
            // What a stream gives out is not collected as long as it does, and nobody pushes there.
            return true;
        }
        leases.promise(repository, found.digest());
        // It may have been collected between the search for it and the promise.
        return repositories.blob(repository, found.digest()).isPresent();
    }
}
