package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.RepositoryName;

/** The repository that a name means, and the rule that said so. */
public record ResolvedName(RepositoryName repository, NameRule rule) {
    public ResolvedName {
        requireNonNull(repository, "repository is null");
        requireNonNull(rule, "rule is null");
    }
}
