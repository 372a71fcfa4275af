package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a search for credentials came to.
 *
 * @param description what was found and where, or where nothing was found; safe to print
 * @param remedy what to do if a registry denies us all the same
 */
record CredentialLookup(@Nullable Credentials credentials, String description, String remedy) {
    CredentialLookup {
        requireNonNull(description, "description is null");
        requireNonNull(remedy, "remedy is null");
    }

    Optional<Credentials> found() {
        return Optional.ofNullable(credentials);
    }
}
