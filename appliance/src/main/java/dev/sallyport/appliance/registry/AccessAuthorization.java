package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Credentials;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Asks {@link Access}. */
@Singleton
@Requires(beans = Access.class)
final class AccessAuthorization implements Authorization {
    private static final String CHALLENGE = "Basic realm=\"Sallyport\"";

    private final Access access;

    AccessAuthorization(Access access) {
        this.access = access;
    }

    @Override
    public Caller require(HttpRequest<?> request, Permission permission, RepositoryName repository)
            throws RegistryException, IOException {
        Caller caller = caller(request);
        if (access.may(caller, permission, repository)) {
            return caller;
        }
        String wanted = permission.name().toLowerCase(Locale.ROOT);
        Map<String, String> detail = Map.of("name", repository.value(), "action", wanted);
        if (caller instanceof Caller.Anonymous) {
            throw new RegistryException(
                            RegistryErrorCode.UNAUTHORIZED, "log in to " + wanted + " " + repository, detail)
                    .with(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        throw new RegistryException(
                RegistryErrorCode.DENIED, caller.name() + " may not " + wanted + " " + repository, detail);
    }

    @Override
    public boolean may(Caller caller, Permission permission, RepositoryName repository) throws IOException {
        return access.may(caller, permission, repository);
    }

    private Caller caller(HttpRequest<?> request) throws RegistryException, IOException {
        Credentials credentials = new Credentials(
                request.getHeaders().get(HttpHeaders.AUTHORIZATION),
                request.getRemoteAddress().getAddress(),
                null);
        try {
            return access.authenticate(credentials);
        } catch (SallyportException e) {
            throw new RegistryException(RegistryErrorCode.UNAUTHORIZED, e.getMessage(), e.facts())
                    .with(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
    }
}
