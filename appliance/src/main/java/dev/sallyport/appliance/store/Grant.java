package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.RepositoryName;
import dev.sallyport.signature.RepositoryPattern;

/**
 * A role that a user has.
 *
 * @param repositories in which repositories; all of them for a role that is not of repositories
 */
public record Grant(Role role, RepositoryPattern repositories) {
    /** Selects every repository. */
    public static final RepositoryPattern ALL = new RepositoryPattern("**");

    public Grant {
        requireNonNull(role, "role is null");
        requireNonNull(repositories, "repositories is null");
        if (!role.isOfRepositories() && !repositories.equals(ALL)) {
            throw new IllegalArgumentException(role.label() + " is no role of single repositories");
        }
    }

    /** The role in every repository. */
    public static Grant everywhere(Role role) {
        return new Grant(role, ALL);
    }

    /** Whether it is held in {@code repository}. */
    public boolean covers(RepositoryName repository) {
        return repositories.equals(ALL) || repositories.matches(repository);
    }

    @Override
    public String toString() {
        return role.isOfRepositories() ? role.label() + ' ' + repositories : role.label();
    }
}
