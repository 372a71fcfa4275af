package dev.sallyport.agent.closure;

import dev.sallyport.oci.Platform;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The platforms of one image: those that it has, and those of them that are taken. */
final class PlatformTally {
    private final Set<Platform> present = new LinkedHashSet<>();
    private final Set<String> kept = new TreeSet<>();
    boolean omitted;

    void present(Platform platform) {
        present.add(platform);
    }

    void kept(Platform platform) {
        kept.add(platform.toString());
    }

    /** What is taken by this and another walk together. */
    PlatformTally and(PlatformTally other) {
        PlatformTally both = new PlatformTally();
        both.present.addAll(present);
        both.present.addAll(other.present);
        both.kept.addAll(kept);
        both.kept.addAll(other.kept);
        both.omitted =
                omitted && other.omitted && both.kept.size() < both.texts().size();
        return both;
    }

    private List<String> texts() {
        return present.stream().map(Platform::toString).distinct().toList();
    }

    /** The texts of those taken, sorted; empty if all are. */
    List<String> keptIfSomeAreNot() {
        return omitted ? List.copyOf(kept) : List.of();
    }

    /**
     * Those of the platforms asked for that the image may be without and is.
     *
     * @throws PlatformMissingException if it has to be for one that it is not for
     */
    List<Platform> missing(String image, Selection.OfPlatforms chosen) throws PlatformMissingException {
        // An artifact, such as a chart, is for no platform: there is nothing to miss.
        if (present.isEmpty()) {
            return List.of();
        }
        List<Platform> missing = chosen.platforms().stream()
                .filter(platform -> present.stream().noneMatch(platform::selects))
                .toList();
        boolean none = missing.size() == chosen.platforms().size();
        if (none || (!missing.isEmpty() && !chosen.someMayBeMissing())) {
            throw new PlatformMissingException(image, missing.get(0).toString(), texts());
        }
        return missing;
    }
}
