package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import org.jspecify.annotations.Nullable;

/**
 * An image at a registry that one run is to carry.
 *
 * @param reference what to ask the registry for, and the name it gets
 * @param pin what its tag must stand for; null for whatever it stands for
 * @param treatment platforms, what comes along, whether it may be gone, and whose signature it needs
 * @param why what selects it, in words; without lines of the file, so that it stays the same while other items come and go
 * @param place where the mirror file asks for it
 */
public record WantedImage(Reference reference, @Nullable Digest pin, Treatment treatment, String why, Place place) {
    public WantedImage {
        requireNonNull(reference, "reference is null");
        requireNonNull(treatment, "treatment is null");
        requireNonNull(why, "why is null");
        requireNonNull(place, "place is null");
    }
}
