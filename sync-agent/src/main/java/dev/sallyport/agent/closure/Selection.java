package dev.sallyport.agent.closure;

import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which children of an index are taken. */
public sealed interface Selection {
    /** All of them. */
    record Everything() implements Selection {}

    /**
     * Those for any of these platforms, and those that are for none in particular. An attestation goes with the manifest that
     * it is about.
     *
     * @param someMayBeMissing whether an image will do that is not for all of them; for one of them it has to be
     */
    record OfPlatforms(List<Platform> platforms, boolean someMayBeMissing) implements Selection {
        /** All of them have to be there. */
        public OfPlatforms(List<Platform> platforms) {
            this(platforms, false);
        }

        public OfPlatforms {
            platforms = List.copyOf(platforms);
            if (platforms.isEmpty()) {
                throw new IllegalArgumentException("No platform");
            }
        }
    }

    /** All but what was left out of an earlier statement. */
    final class AsBefore implements Selection {
        private final Map<Digest, List<Omission>> byParent = new HashMap<>();

        public AsBefore(List<Omission> omissions) {
            for (Omission omission : omissions) {
                byParent.computeIfAbsent(omission.parent(), parent -> new ArrayList<>())
                        .add(omission);
            }
        }

        /** What was left out below {@code parent}: children of it, or referrers. */
        List<Omission> below(Digest parent) {
            return Collections.unmodifiableList(byParent.getOrDefault(parent, List.of()));
        }
    }

    /** Whatever this or {@code other} takes; neither is that of an earlier statement. */
    default Selection or(Selection other) {
        if (this instanceof OfPlatforms some && other instanceof OfPlatforms more) {
            List<Platform> both = new ArrayList<>(some.platforms());
            more.platforms().stream()
                    .filter(platform -> !both.contains(platform))
                    .forEach(both::add);
            return new OfPlatforms(both);
        }
        return new Everything();
    }

    /** Everything if {@code platforms} is empty, else those alone. */
    static Selection of(List<Platform> platforms) {
        return platforms.isEmpty() ? new Everything() : new OfPlatforms(platforms);
    }
}
