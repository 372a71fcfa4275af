package dev.sallyport.agent.closure;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/** Where base images come from: mostly from other repositories than the images made from them. Safe for use by many threads. */
public interface BaseImages {
    /** Leads nowhere. */
    BaseImages NONE = (name, digest) -> Optional.empty();

    /**
     * A base image by its digest; content, manifest, repository and source are used of what is returned.
     *
     * @param name what an image says about where its base is, such as {@code docker.io/library/debian:12}; from outside, and not
     *     checked
     * @return empty if no image can be called {@code name}
     * @throws SallyportException if it is not there, its source denies it, or cannot be reached
     */
    Optional<RootRequest> of(String name, Digest digest) throws IOException, SallyportException;
}
