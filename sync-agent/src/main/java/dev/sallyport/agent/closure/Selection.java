package dev.sallyport.agent.closure;

import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Platform;
import java.util.List;

/** Which children of an index are taken. */
public sealed interface Selection {
    /** All of them. */
    record Everything() implements Selection {}

    /**
     * Those for any of these platforms, and those that are for none in particular. An attestation goes with the manifest that
     * it is about.
     */
    record OfPlatforms(List<Platform> platforms) implements Selection {
        public OfPlatforms {
            platforms = List.copyOf(platforms);
            if (platforms.isEmpty()) {
                throw new IllegalArgumentException("No platform");
            }
        }
    }

    /** All but what was left out of an earlier statement. */
    record AsBefore(List<Omission> omissions) implements Selection {
        public AsBefore {
            omissions = List.copyOf(omissions);
        }
    }

    /** Everything if {@code platforms} is empty, else those alone. */
    static Selection of(List<Platform> platforms) {
        return platforms.isEmpty() ? new Everything() : new OfPlatforms(platforms);
    }
}
