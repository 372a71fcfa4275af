package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A manifest that is made of what its repository does not have. */
public final class AbsentContentException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private final transient List<Digest> digests;

    AbsentContentException(RepositoryName repository, Collection<Digest> digests) {
        super(
                "absent-content",
                Category.MISSING,
                "The manifest is made of content that " + repository + " does not have",
                "Push or mount it into this repository first.",
                Map.of("repository", repository.value()));
        this.digests = List.copyOf(digests);
    }

    /** What is not there. */
    public List<Digest> digests() {
        return digests == null ? List.of() : digests;
    }
}
