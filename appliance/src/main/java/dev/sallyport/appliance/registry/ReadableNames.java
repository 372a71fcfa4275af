package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.store.RepositoryList;
import io.micronaut.http.HttpRequest;
import java.io.IOException;

/** Which repositories whoever sends a request may know of: those that they may read. */
final class ReadableNames {
    private ReadableNames() {}

    static RepositoryList.Filter of(HttpRequest<?> request) throws RegistryException, IOException {
        RequestAccess access = RequestAccess.of(request);
        access.caller();
        return name -> {
            try {
                return access.may(Permission.PULL, name);
            } catch (RegistryException e) {
                throw new IOException("Who asks was known before", e);
            }
        };
    }
}
