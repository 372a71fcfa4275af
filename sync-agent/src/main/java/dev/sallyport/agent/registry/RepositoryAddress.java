package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Reference;

/**
 * A repository at a registry.
 *
 * @param host the registry as references name it, with an optional port
 * @param path the repository's name there
 */
public record RepositoryAddress(String host, String path) {
    public RepositoryAddress {
        requireNonNull(host, "host is null");
        requireNonNull(path, "path is null");
    }

    /** The repository that {@code reference} points into. */
    public static RepositoryAddress of(Reference reference) {
        return new RepositoryAddress(reference.host(), reference.repository());
    }

    /** {@code HOST/PATH}. */
    @Override
    public String toString() {
        return host + '/' + path;
    }
}
