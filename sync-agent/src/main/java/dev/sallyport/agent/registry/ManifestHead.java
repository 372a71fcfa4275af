package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a registry says of a manifest without giving it. */
sealed interface ManifestHead {
    /**
     * There is one.
     *
     * @param descriptor what else it says of it; null if that is not enough, or not believable
     */
    record Present(Digest digest, @Nullable Descriptor descriptor) implements ManifestHead {
        public Present {
            requireNonNull(digest, "digest is null");
        }

        Optional<Descriptor> whole() {
            return Optional.ofNullable(descriptor);
        }
    }

    /** There is none. */
    record Missing() implements ManifestHead {}

    /** It does not answer such questions, or not so that it helps: only the manifest itself will tell. */
    record Unsaid() implements ManifestHead {}
}
