package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.util.Optional;

/** What resolving a name needs to know of the repositories that are here. Safe for use by many threads. */
public interface KnownNames {
    /** Nothing is here. */
    KnownNames NONE = new KnownNames() {
        @Override
        public boolean isLocal(RepositoryName name) {
            return false;
        }

        @Override
        public Optional<StreamName> publishedBy(RepositoryName name) {
            return Optional.empty();
        }

        @Override
        public Optional<Alias> alias(RepositoryName name) {
            return Optional.empty();
        }
    };

    /** Whether this is a repository that was pushed to the appliance itself. */
    boolean isLocal(RepositoryName name) throws IOException;

    /** The stream that shows something in this repository, of several the one that comes first. */
    Optional<StreamName> publishedBy(RepositoryName name) throws IOException;

    /** What this name is an alias for. Asked for on nearly every request: the answer comes from memory. */
    Optional<Alias> alias(RepositoryName name) throws IOException;

    /**
     * What an alias stands for.
     *
     * @param byStream whether a release brought it; an administrator's goes before it and before what is published
     */
    record Alias(RepositoryName target, boolean byStream) {
        public Alias {
            requireNonNull(target, "target is null");
        }
    }
}
