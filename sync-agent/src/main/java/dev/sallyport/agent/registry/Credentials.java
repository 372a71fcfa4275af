package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to a registry who we are. Neither form shows its secret as text. */
sealed interface Credentials {
    /** A name and a password, or a token in its place. */
    record Password(String user, String secret) implements Credentials {
        public Password {
            requireNonNull(user, "user is null");
            requireNonNull(secret, "secret is null");
        }

        /** The value of an {@code Authorization} header. */
        String basic() {
            String both = user + ':' + secret;
            return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /** A token that a token service gave at login, to be traded for others. */
    record IdentityToken(String secret) implements Credentials {
        public IdentityToken {
            requireNonNull(secret, "secret is null");
        }

        @Override
        public String toString() {
            return "IdentityToken[]";
        }
    }
}
