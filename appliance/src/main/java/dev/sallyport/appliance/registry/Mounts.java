package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blobs that are here already, in a repository that whoever pushes may read. What he may not read is, to him, not here: a mount never
 * tells more than reading would.
 */
@Singleton
@Requires(beans = {LocalContent.class, Uploads.class})
final class Mounts {
    private static final int MOST_TRIED = 1000;

    private final LocalContent local;
    private final Uploads uploads;

    Mounts(LocalContent local, Uploads uploads) {
        this.local = local;
        this.uploads = uploads;
    }

    /**
     * Lets the repository give out a blob of another one, if there is one.
     *
     * @param from whose it should be; null for any
     * @return whether it does now
     */
    boolean mount(HttpRequest<?> request, Pusher pusher, Digest digest, @Nullable RepositoryName from)
            throws RegistryException, IOException, SallyportException {
        List<RepositoryName> having = from == null ? local.having(digest, MOST_TRIED) : List.of(from);
        for (RepositoryName source : having) {
            if (RequestAccess.of(request).may(Permission.PULL, source)
                    && uploads.mount(pusher.repository(), digest, source, pusher.actor())) {
                return true;
            }
        }
        return false;
    }
}
