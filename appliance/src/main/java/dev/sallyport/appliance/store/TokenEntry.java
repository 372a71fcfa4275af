package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's token: a second password, for a program, that can be revoked by itself.
 *
 * @param secret the digest of the token
 * @param label what it is for
 * @param expires null for never
 */
public record TokenEntry(
        String id,
        UserName user,
        Digest secret,
        String label,
        Instant created,
        @Nullable Instant expires) {
    public TokenEntry {
        requireNonNull(id, "id is null");
        requireNonNull(user, "user is null");
        requireNonNull(secret, "secret is null");
        requireNonNull(label, "label is null");
        requireNonNull(created, "created is null");
    }

    /** Whether it is worth something at {@code time}. */
    public boolean isValidAt(Instant time) {
        return expires == null || time.isBefore(expires);
    }
}
