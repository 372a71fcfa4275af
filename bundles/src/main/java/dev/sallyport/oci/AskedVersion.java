package dev.sallyport.oci;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tag that may stand for a newer, more exact one:
 *
 * <pre>
 * asked = "latest" / ["v"] number *2("." number) [suffix]
 * </pre>
 *
 * <p>Whoever answers looks for the exact tag first: this is for when there is none.
 */
public final class AskedVersion {
    private static final String LATEST = "latest";
    private static final int MOST_NUMBERS = 3;

    private final @Nullable TagVersion partial;

    private AskedVersion(@Nullable TagVersion partial) {
        this.partial = partial;
    }

    /** Reads a tag; empty if it is one that never stands for another. */
    public static Optional<AskedVersion> parse(String tag) {
        return tag.equals(LATEST)
                ? Optional.of(new AskedVersion(null))
                : TagVersion.parse(tag, MOST_NUMBERS).map(AskedVersion::new);
    }

    /** Whether this is {@code latest}. */
    public boolean isLatest() {
        return partial == null;
    }

    /**
     * Those of {@code tags} that this may stand for, highest first; those of equal order stay in the order they were given.
     * Pre-releases are none of them. {@code latest} stands for a version without suffix, and for one whose first number is a
     * year only when there is no other; a partial version stands for those that its numbers lead, with the same {@code v}
     * and the same suffix.
     */
    public List<TagVersion> candidates(Collection<String> tags) {
        List<TagVersion> found = new ArrayList<>();
        for (String tag : tags) {
            TagVersion.parse(tag).filter(this::isCandidate).ifPresent(found::add);
        }
        if (isLatest() && !found.stream().allMatch(TagVersion::isCalendar)) {
            found.removeIf(TagVersion::isCalendar);
        }
        found.sort(Comparator.comparing(version -> version, TagVersion.ORDER.reversed()));
        return found;
    }

    /** Whether this may stand for {@code version}, looked at alone. */
    public boolean isCandidate(TagVersion version) {
        if (version.isPreRelease()) {
            return false;
        }
        return partial == null
                ? version.suffix().isEmpty()
                : version.isPrefixed() == partial.isPrefixed()
                        && version.suffix().equals(partial.suffix())
                        && version.isLedBy(partial);
    }

    /** The tag as it was asked for. */
    @Override
    public String toString() {
        return partial == null ? LATEST : partial.toString();
    }
}
