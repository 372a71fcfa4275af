package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user.
 *
 * @param password its hash; null for one who cannot log in with a password
 * @param generation another number after every change of the password, and never one that an earlier user of the name had: what
 *     was issued to another generation is worth nothing
 */
public record UserEntry(UserName name, @Nullable String password, long generation, Instant added, List<Grant> grants) {
    public UserEntry {
        requireNonNull(name, "name is null");
        requireNonNull(added, "added is null");
        grants = List.copyOf(grants);
    }

    /** Hides the password's hash. */
    @Override
    public String toString() {
        return "UserEntry[" + name + ", generation " + generation + ", " + grants + "]";
    }
}
