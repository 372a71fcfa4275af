package dev.sallyport.agent.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.mirror.Treatment;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One source of images, and how to carry what it gives.
 *
 * @param source where it is
 * @param as the name of what the source gives, if it does not say its own; null if it does
 * @param treatment how to carry it
 * @param pin what it must turn out to be; null for whatever it is
 * @param why it is wanted, for people
 */
public record Wanted(
        SourceArgument source,
        @Nullable Reference as,
        Treatment treatment,
        @Nullable Digest pin,
        String why) {
    public Wanted {
        requireNonNull(source, "source is null");
        requireNonNull(treatment, "treatment is null");
        requireNonNull(why, "why is null");
    }
}
