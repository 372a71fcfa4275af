package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token for a client.
 *
 * @param refresh what the client may keep in place of a password; null if it did not ask or is nobody
 */
public record IssuedToken(
        String token,
        Instant issued,
        Duration lifetime,
        @Nullable String refresh) {
    public IssuedToken {
        requireNonNull(token, "token is null");
        requireNonNull(issued, "issued is null");
        requireNonNull(lifetime, "lifetime is null");
    }

    /** Hides the tokens. */
    @Override
    public String toString() {
        return "IssuedToken[issued " + issued + ", " + lifetime + "]";
    }
}
