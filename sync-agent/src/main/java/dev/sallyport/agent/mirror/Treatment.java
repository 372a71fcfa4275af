package dev.sallyport.agent.mirror;

import dev.sallyport.oci.Platform;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How images are to be carried: what their item says, else what the whole mirror file says.
 *
 * @param platforms the platforms to take; empty for all
 * @param include what comes along, in the words of the mirror file: {@code signatures}, {@code sboms}, {@code attestations},
 *     {@code referrers}, {@code base-images}, or an artifact type; empty for nothing
 * @param optional whether one that is gone upstream is a warning, and stays as it was carried last
 * @param verify the vendor's public key that must have signed them; null if none needs to
 */
public record Treatment(
        List<Platform> platforms,
        List<String> include,
        boolean optional,
        @Nullable Path verify) {
    /** What comes along unless something else is said. */
    public static final List<String> ALL_REFERRERS = List.of("referrers");

    public Treatment {
        platforms = List.copyOf(platforms);
        include = List.copyOf(include);
    }
}
