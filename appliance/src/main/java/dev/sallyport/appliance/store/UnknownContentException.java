package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Something that a push refers to is not in its repository. */
public final class UnknownContentException extends SallyportException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 10;

    private final List<Digest> digests;

    UnknownContentException(RepositoryName repository, Collection<Digest> digests) {
        super(
                "content-unknown",
                Category.MISSING,
                digests.size() + " of what it refers to " + (digests.size() == 1 ? "is" : "are") + " not in "
                        + repository + ": " + named(digests),
                "Push or mount it into this repository first.",
                Map.of("repository", repository.value(), "missing", named(digests)));
        this.digests = List.copyOf(digests);
    }

    /** What is not there. */
    public List<Digest> digests() {
        return digests;
    }

    private static String named(Collection<Digest> digests) {
        return digests.stream().limit(MOST_NAMED).map(Digest::toString).collect(Collectors.joining(", "))
                + (digests.size() > MOST_NAMED ? ", …" : "");
    }
}
