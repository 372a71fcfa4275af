package dev.sallyport.appliance.resolution;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.util.Optional;

/** What is in a store. */
public final class StoredNames implements KnownNames {
    private final ApplianceStore store;

    public StoredNames(ApplianceStore store) {
        this.store = store;
    }

    @Override
    public boolean isLocal(RepositoryName name) throws IOException {
        return store.local().exists(name);
    }

    @Override
    public Optional<StreamName> publishedBy(RepositoryName name) throws IOException {
        return store.names().publishedBy(name);
    }

    @Override
    public Optional<Alias> alias(RepositoryName name) throws IOException {
        return store.names()
                .alias(new ImageName(name, null))
                .map(entry -> new Alias(entry.target().repository(), entry.stream() != null));
    }
}
