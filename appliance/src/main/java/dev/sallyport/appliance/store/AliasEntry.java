package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import org.jspecify.annotations.Nullable;

/**
 * Another name for a repository, or for a tag of the same repository.
 *
 * @param stream whose release brought it; null for one that an administrator made
 */
public record AliasEntry(
        ImageName alias, ImageName target, @Nullable StreamName stream) {
    public AliasEntry {
        requireNonNull(alias, "alias is null");
        requireNonNull(target, "target is null");
    }
}
