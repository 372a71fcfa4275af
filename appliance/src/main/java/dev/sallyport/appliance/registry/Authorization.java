package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;
import java.io.IOException;

/** Says who sends a request, and holds it to what he may. May block. */
interface Authorization {
    /**
     * Who asks, if he may.
     *
     * @param repository the resolved one
     * @throws RegistryException UNAUTHORIZED if he should say who he is, DENIED if he has
     */
    Caller require(HttpRequest<?> request, Permission permission, RepositoryName repository)
            throws RegistryException, IOException;

    /** Whether {@code caller} may. */
    boolean may(Caller caller, Permission permission, RepositoryName repository) throws IOException;
}
