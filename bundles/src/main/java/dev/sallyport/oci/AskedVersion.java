package dev.sallyport.oci;

import java.util.ArrayList;
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
 * <p>Whoever answers looks for the exact tag first: this is for when there is none. {@link DerivedTags} chooses.
 */
public final class AskedVersion {
    static final String LATEST = "latest";
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

    /** Every text, as {@link #toString()} gives it, of what may stand for {@code version}. */
    static List<String> standingFor(TagVersion version) {
        List<String> texts = new ArrayList<>();
        if (version.isPreRelease()) {
            return texts;
        }
        for (int count = 1; count <= Math.min(MOST_NUMBERS, version.size()); count++) {
            texts.add((version.isPrefixed() ? "v" : "") + version.leading(count) + version.suffix());
        }
        if (version.suffix().isEmpty()) {
            texts.add(LATEST);
        }
        return texts;
    }

    /** The tag as it was asked for, without the zeros that lead its numbers: what is asked for alike is one text. */
    @Override
    public String toString() {
        return partial == null ? LATEST : partial.toString();
    }
}
