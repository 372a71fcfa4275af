package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What lets us into one repository for a while.
 *
 * @param header the value of the {@code Authorization} header; a secret
 * @param lookup the credentials it was got with
 */
record Grant(String header, Instant expires, CredentialLookup lookup) {
    Grant {
        requireNonNull(header, "header is null");
        requireNonNull(expires, "expires is null");
        requireNonNull(lookup, "lookup is null");
    }

    @Override
    public String toString() {
        return "Grant[expires=" + expires + ", " + lookup.description() + "]";
    }
}
