package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Finds out, for a request that writes, where to and whether its sender may. */
@Singleton
final class Pushers {
    private final NameResolution names;
    private final Authorization authorization;

    Pushers(NameResolution names, Authorization authorization) {
        this.names = names;
        this.authorization = authorization;
    }

    /** Who may push into the repository that {@code name} means. */
    Pusher of(HttpRequest<?> request, String name) throws RegistryException, IOException {
        RepositoryName repository;
        try {
            repository = RepositoryRequest.forPush(names, request, name).repository();
        } catch (RegistryException e) {
            if (e.code() == RegistryErrorCode.DENIED) {
                // Why the name cannot be had tells of aliases and streams: only to those who might push there.
                authorization.require(request, Permission.PUSH, parse(name));
            }
            throw e;
        }
        Caller caller = authorization.require(request, Permission.PUSH, repository);
        return new Pusher(repository, caller, request.getRemoteAddress().getHostString());
    }

    private static RepositoryName parse(String name) throws RegistryException {
        try {
            return RepositoryName.parse(name);
        } catch (MalformedValueException e) {
            throw new RegistryException(RegistryErrorCode.NAME_INVALID, e.getMessage(), e.facts());
        }
    }
}
