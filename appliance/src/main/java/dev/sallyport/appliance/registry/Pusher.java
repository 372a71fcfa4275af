package dev.sallyport.appliance.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;
import java.io.IOException;

/**
 * Somebody who may push into a repository.
 *
 * @param address where he is, for people
 */
record Pusher(RepositoryName repository, Caller caller, String address) {
    Pusher {
        requireNonNull(repository, "repository is null");
        requireNonNull(caller, "caller is null");
        requireNonNull(address, "address is null");
    }

    /** Who sends {@code request}, if he may push to {@code name}, and anybody can. */
    static Pusher of(NameResolution names, HttpRequest<?> request, String name) throws RegistryException, IOException {
        RepositoryName repository =
                RepositoryRequest.forPush(names, request, name).repository();
        return new Pusher(
                repository,
                RequestAccess.of(request).caller(),
                request.getRemoteAddress().getHostString());
    }

    /** For the journal. */
    String actor() {
        return caller.name();
    }

    /** Whose open uploads his are counted with: those who did not say who they are are told apart by where they are. */
    String owner() {
        return caller instanceof Caller.Anonymous ? caller.name() + '@' + address : caller.name();
    }
}
