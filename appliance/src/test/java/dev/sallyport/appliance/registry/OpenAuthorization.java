package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;

/** Everybody may do everything, but for what a test forbids. */
final class OpenAuthorization implements Authorization {
    private volatile String hidden = "";
    private volatile String readOnly = "";

    /** From now on nobody may do anything in this repository. */
    void hide(String repository) {
        hidden = repository;
    }

    /** From now on nobody may write in this repository. */
    void protect(String repository) {
        readOnly = repository;
    }

    @Override
    public Caller require(HttpRequest<?> request, Permission permission, RepositoryName repository)
            throws RegistryException {
        Caller caller = new Caller.Anonymous();
        if (may(caller, permission, repository)) {
            return caller;
        }
        throw new RegistryException(RegistryErrorCode.DENIED, "not there", java.util.Map.of());
    }

    @Override
    public boolean may(Caller caller, Permission permission, RepositoryName repository) {
        return !repository.value().equals(hidden)
                && (permission == Permission.PULL || !repository.value().equals(readOnly));
    }
}
