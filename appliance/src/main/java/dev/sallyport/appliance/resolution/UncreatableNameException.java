package dev.sallyport.appliance.resolution;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;

/** A repository that nobody may push to: its name is another one's, or would hide another one. */
public final class UncreatableNameException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private UncreatableNameException(RepositoryName name, String why, String remedy) {
        super(
                "repository-not-creatable",
                Category.REFUSED,
                "Nothing can be pushed to " + name + ": " + why,
                remedy,
                Map.of("repository", name.value()));
    }

    static UncreatableNameException ofStream(RepositoryName name, StreamName stream) {
        return new UncreatableNameException(
                name,
                "it belongs to stream '" + stream + "', whose releases alone say what is in it",
                "Push under a name without a host, such as team/app, or tag it there with: appliance tag.");
    }

    static UncreatableNameException hosted(RepositoryName name) {
        return new UncreatableNameException(
                name,
                "names that start with a registry host are for imports",
                "Push under a name without a host, such as team/app.");
    }

    static UncreatableNameException library(RepositoryName name) {
        return new UncreatableNameException(
                name,
                "clients write library/ before the short names of the default registry",
                "Push under another name, such as team/app.");
    }

    static UncreatableNameException alias(RepositoryName name, RepositoryName target) {
        return new UncreatableNameException(
                name,
                "it is an alias for " + target,
                "Push under another name, or remove the alias with: appliance alias rm " + name);
    }

    static UncreatableNameException hiding(RepositoryName name, RepositoryName published) {
        return new UncreatableNameException(
                name,
                "the name means " + published + ", which it would hide",
                "Push under another name, such as team/" + name.value().replaceFirst(".*/", "") + "-local.");
    }
}
