package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import org.jspecify.annotations.Nullable;

/**
 * A repository, or a tag in one: {@code REPOSITORY[:TAG]}, the repository as it is called here.
 *
 * @param tag null for the repository
 */
public record ImageName(RepositoryName repository, @Nullable Tag tag) {
    public ImageName {
        requireNonNull(repository, "repository is null");
    }

    /** Reads {@code REPOSITORY[:TAG]}. */
    public static ImageName parse(String text) throws MalformedValueException {
        int colon = text.indexOf(':');
        return colon < 0
                ? new ImageName(RepositoryName.parse(text), null)
                : new ImageName(RepositoryName.parse(text.substring(0, colon)), Tag.parse(text.substring(colon + 1)));
    }

    /** The tag of what is one. */
    public Tag requireTag() {
        return requireNonNull(tag, "this names a repository");
    }

    @Override
    public String toString() {
        return tag == null ? repository.value() : repository.value() + ':' + tag;
    }
}
