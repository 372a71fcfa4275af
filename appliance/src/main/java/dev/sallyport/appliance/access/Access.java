package dev.sallyport.appliance.access;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;

/** Says who asks and what they may. Thread-safe. */
public interface Access {
    /**
     * Who sends a request. May take as long as a password takes to verify: not for an event loop.
     *
     * @throws SallyportException of the category DENIED if credentials are given and are wrong
     */
    Caller authenticate(Credentials credentials) throws IOException, SallyportException;

    /**
     * Whether {@code caller} may do that, now.
     *
     * @param repository the resolved one, never the name as it was asked for
     */
    boolean may(Caller caller, Permission permission, RepositoryName repository) throws IOException;

    /** Whether {@code caller} has ADMIN or AUDIT, or may do that in every repository. */
    boolean may(Caller caller, Permission permission) throws IOException;
}
