package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.TagEntry;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.TagChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reference means, and why.
 *
 * @param asked the reference
 * @param name the repository and the rule that said so
 * @param answer what it names there; null if nothing
 * @param entry the tag that answers, with its release; null where none does
 * @param platform the manifest for the platform that was asked for; null if none was, or it is not here
 * @param losses tags that did not answer, and why
 * @param message why nothing answers, or the platform is not here; empty if neither is so
 */
public record Resolution(
        String asked,
        ResolvedName name,
        @Nullable TagAnswer answer,
        @Nullable TagEntry entry,
        @Nullable Descriptor platform,
        List<TagChoice.Loss> losses,
        String message) {
    public Resolution {
        requireNonNull(asked, "asked is null");
        requireNonNull(name, "name is null");
        losses = List.copyOf(losses);
        requireNonNull(message, "message is null");
    }

    /** Whether what was asked for is here. */
    public boolean found() {
        return message.isEmpty();
    }
}
