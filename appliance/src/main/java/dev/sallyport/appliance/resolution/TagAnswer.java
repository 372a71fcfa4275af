package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reference in a repository names.
 *
 * @param asked the reference
 * @param tag the tag that answers; null where a digest does
 */
public record TagAnswer(
        TagRule rule, String asked, @Nullable String tag, Descriptor manifest) {
    public TagAnswer {
        requireNonNull(rule, "rule is null");
        requireNonNull(asked, "asked is null");
        requireNonNull(manifest, "manifest is null");
    }

    /** That of a tag that is there as it was asked for. */
    public static TagAnswer exact(Tag tag, Descriptor manifest) {
        return new TagAnswer(TagRule.EXACT, tag.name(), tag.name(), manifest);
    }

    /** What to tell a client that did not get what it wrote; empty if it did, or an administrator said what it means. */
    public Optional<String> warning() {
        return switch (rule) {
            case EXACT, ALIAS, DIGEST -> Optional.empty();
            case DERIVED -> Optional.of(asked + " is no tag here; " + tag + " is what it stands for");
            case SHORT_DIGEST -> Optional.of(asked + " is no tag here; " + manifest.digest() + " begins with it");
        };
    }
}
