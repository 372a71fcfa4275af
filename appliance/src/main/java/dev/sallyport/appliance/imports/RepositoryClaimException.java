package dev.sallyport.appliance.imports;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;

/** A bundle that publishes into a repository that is not its stream's to publish into. */
public final class RepositoryClaimException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private RepositoryClaimException(String message, String remedy, Map<String, String> facts) {
        super("repository-not-claimed", Category.REFUSED, message, remedy, facts);
    }

    static RepositoryClaimException local(StreamName stream, RepositoryName repository) {
        return new RepositoryClaimException(
                "Stream '" + stream + "' names a repository without a registry host, which only local images have: "
                        + repository,
                "Save it under a name that starts with a host, such as " + stream + ".example/" + repository + ".",
                Map.of("stream", stream.value(), "repository", repository.value()));
    }

    static RepositoryClaimException outside(StreamName stream, RepositoryName repository, String allowed) {
        return new RepositoryClaimException(
                "Stream '" + stream + "' may not publish into " + repository + "; its publishers may into " + allowed,
                "If they may publish there too: appliance trust add KEY.pub --publisher NAME --stream " + stream
                        + " --repositories PATTERN",
                Map.of("stream", stream.value(), "repository", repository.value(), "allowed", allowed));
    }
}
