package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change by hand in a repository that is not local: its content comes in bundles, and only bundles change it. */
public final class ClaimedRepositoryException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private ClaimedRepositoryException(String message, String remedy, Map<String, String> facts) {
        super("repository-claimed", Category.DENIED, message, remedy, facts);
    }

    /** @param stream which publishes there; null if none does yet */
    static ClaimedRepositoryException of(RepositoryName repository, @Nullable StreamName stream) {
        if (stream != null) {
            return new ClaimedRepositoryException(
                    "Repository " + repository + " belongs to stream '" + stream + "': only its bundles change it",
                    "Push to a repository without a registry host, such as team/app; or change what the stream carries.",
                    Map.of("repository", repository.value(), "stream", stream.value()));
        }
        return new ClaimedRepositoryException(
                "Repository " + repository + " is kept for bundles: its name "
                        + (repository.startsWithHost() ? "starts with a registry host" : "starts with library/"),
                "Push to a repository without a registry host, such as team/app.",
                Map.of("repository", repository.value()));
    }
}
