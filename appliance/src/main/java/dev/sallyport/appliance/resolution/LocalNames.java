package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.util.Optional;

/** Knows the repositories that were pushed to the appliance itself. */
public final class LocalNames implements KnownNames {
    private final LocalContent local;

    /** Asks {@code local} each time. */
    public LocalNames(LocalContent local) {
        this.local = requireNonNull(local, "local is null");
    }

    @Override
    public boolean isLocal(RepositoryName name) throws IOException {
        return local.exists(name);
    }

    @Override
    public Optional<StreamName> publishedBy(RepositoryName name) {
        return Optional.empty();
    }

    @Override
    public Optional<Alias> alias(RepositoryName name) {
        return Optional.empty();
    }
}
