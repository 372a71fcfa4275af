package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What a client gives for a token. */
public sealed interface LoginAttempt {
    /** Nothing. */
    record None() implements LoginAttempt {}

    /**
     * A name and a password.
     *
     * @param remote where it comes from
     */
    record Password(BasicCredentials credentials, InetAddress remote) implements LoginAttempt {
        public Password {
            requireNonNull(credentials, "credentials is null");
            requireNonNull(remote, "remote is null");
        }
    }

    /** A token that it got before, to keep in place of a password. */
    record Refresh(String token) implements LoginAttempt {
        public Refresh {
            requireNonNull(token, "token is null");
        }

        /** Hides the token. */
        @Override
        public String toString() {
            return "Refresh";
        }
    }

    /**
     * What a header of the scheme Basic gives.
     *
     * @param authorization null if there is none
     * @throws LoginFailedException if it is of another scheme or broken
     */
    static LoginAttempt of(@Nullable String authorization, InetAddress remote) throws LoginFailedException {
        return authorization == null
                ? new None()
                : new Password(
                        BasicCredentials.parse(authorization).orElseThrow(LoginFailedException::malformed), remote);
    }
}
