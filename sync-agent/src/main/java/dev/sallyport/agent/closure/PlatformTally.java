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

    // An artifact, such as a chart, is for no platform: there is nothing to miss.
    void requireAll(String image, List<Platform> wanted) throws PlatformMissingException {
        for (Platform platform : present.isEmpty() ? List.<Platform>of() : wanted) {
            if (present.stream().noneMatch(platform::selects)) {
                throw new PlatformMissingException(image, platform.toString(), texts());
            }
        }
    }
}
