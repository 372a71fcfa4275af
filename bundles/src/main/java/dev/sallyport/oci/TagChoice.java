package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a tag that is not there stands for.
 *
 * @param asked the tag
 * @param chosen the tag it stands for; several where equal versions name different content, and none of them is meant
 * @param losses the candidates that were passed over, highest first, and why
 */
public record TagChoice(String asked, List<TaggedImage> chosen, List<Loss> losses) {
    public TagChoice {
        requireNonNull(asked, "asked is null");
        chosen = List.copyOf(chosen);
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("Nothing was chosen");
        }
        losses = List.copyOf(losses);
    }

    /**
     * A tag that was not chosen.
     *
     * @param why for people
     */
    public record Loss(String tag, String why) {
        public Loss {
            requireNonNull(tag, "tag is null");
            requireNonNull(why, "why is null");
        }
    }

    /** Whether equal versions name different content. */
    public boolean isTie() {
        return chosen.size() > 1;
    }
}
