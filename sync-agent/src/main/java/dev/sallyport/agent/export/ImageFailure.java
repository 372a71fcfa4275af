package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.util.Optional;

/**
 * An image that was asked for and could not be had.
 *
 * @param image as it was asked for: a reference, or what names a local input
 */
public record ImageFailure(String image, SallyportException cause) {
    public ImageFailure {
        requireNonNull(image, "image is null");
        requireNonNull(cause, "cause is null");
    }

    /** The image as a reference; empty if it is no image at a registry. */
    Optional<Reference> reference() {
        return reference(image);
    }

    static Optional<Reference> reference(String image) {
        try {
            return Optional.of(Reference.parse(image));
        } catch (MalformedValueException e) {
            return Optional.empty();
        }
    }

    /** The name of the root that it would be. */
    String rootName() {
        return rootName(image);
    }

    /** The name of the root that {@code image} is carried as. */
    static String rootName(String image) {
        try {
            Reference reference = Reference.parse(image);
            return reference.repositoryName()
                    + (reference.tag() == null ? "@" + reference.digest() : ":" + reference.tag());
        } catch (MalformedValueException e) {
            return image;
        }
    }
}
