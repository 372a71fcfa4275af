package dev.sallyport.appliance.uploads;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that its repository gives out from now on.
 *
 * @param subject what it says something about; null if nothing
 * @param absent what it is made of that the repository does not have, in its order
 */
public record PushedManifest(
        Descriptor descriptor, @Nullable Digest subject, List<Digest> absent) {
    public PushedManifest {
        requireNonNull(descriptor, "descriptor is null");
        absent = List.copyOf(absent);
    }
}
