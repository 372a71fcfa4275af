package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Tag;

/**
 * A tag that was selected.
 *
 * @param why by what, in words; the same for as long as the selection is
 */
public record SelectedTag(Tag tag, String why) {
    public SelectedTag {
        requireNonNull(tag, "tag is null");
        requireNonNull(why, "why is null");
    }
}
