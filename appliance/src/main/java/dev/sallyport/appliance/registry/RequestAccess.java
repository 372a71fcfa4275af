package dev.sallyport.appliance.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Credentials;
import dev.sallyport.appliance.access.CrossSite;
import dev.sallyport.appliance.access.LoginFailedException;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.access.PublicUrl;
import dev.sallyport.appliance.access.TooManyLoginsException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who sends one request, and whether they may. Every request to the registry carries one; {@link RepositoryRequest} asks it about the
 * repository that the request was resolved to. Finding out who it is may take as long as a password does: never on an event loop.
 */
final class RequestAccess {
    private static final String ATTRIBUTE = "dev.sallyport.access";

    /** What one who might push without a login is told, under a name that might be another site's. */
    private static final String ELSEWHERE =
            ". Without one, call this server localhost; or start it with that name: --name";

    private final Access access;
    private final @Nullable PublicUrl url;
    private final HttpRequest<?> request;
    private @Nullable Caller caller;

    private RequestAccess(Access access, @Nullable PublicUrl url, HttpRequest<?> request) {
        this.access = requireNonNull(access, "access is null");
        this.url = url;
        this.request = requireNonNull(request, "request is null");
    }

    /** @param url where clients reach this server; null if that is where they say they do */
    static void attach(Access access, @Nullable PublicUrl url, HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, new RequestAccess(access, url, request));
    }

    /** That of {@code request}. */
    static RequestAccess of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, RequestAccess.class)
                .orElseThrow(() -> new IllegalStateException("A path without access control: " + request.getPath()));
    }

    /** Whether anybody asked who it is. */
    static boolean wasAsked(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, RequestAccess.class)
                .filter(asked -> asked.caller != null)
                .isPresent();
    }

    /** What a method does to a repository; that of uploads is {@link Permission#PUSH} whatever the method. */
    static Permission permission(HttpMethod method) {
        return switch (method) {
            case GET, HEAD, OPTIONS -> Permission.PULL;
            case DELETE -> Permission.DELETE;
            default -> Permission.PUSH;
        };
    }

    /** Who it is. */
    Caller caller() throws RegistryException, IOException {
        Caller known = caller;
        if (known == null) {
            known = authenticate();
            caller = known;
        }
        return known;
    }

    /** The caller's name, for the journal. */
    String actor() throws RegistryException, IOException {
        return caller().name();
    }

    /** Whether they may do that; for lists, and for what is not an error if they may not. */
    boolean may(Permission permission, RepositoryName repository) throws RegistryException, IOException {
        return access.may(caller(), permission, repository, host(request));
    }

    /**
     * Throws unless they may do that.
     *
     * @param repository the resolved one
     * @param asked its name as the client knows it. An error says no other: what it means tells which repositories are here
     */
    void require(Permission permission, RepositoryName repository, String asked) throws RegistryException, IOException {
        if (may(permission, repository)) {
            return;
        }
        if (caller() instanceof Caller.Anonymous) {
            String scope = "repository:" + asked + ':' + actions(permission);
            throw RegistryException.withHeader(
                    RegistryErrorCode.UNAUTHORIZED,
                    Challenge.host(request, url) + " asks for a login to " + words(permission) + ' ' + asked
                            + (access.may(caller(), permission, repository) ? ELSEWHERE : ""),
                    Map.of("name", asked),
                    HttpHeaders.WWW_AUTHENTICATE,
                    Challenge.of(request, url, scope, hasCredentials()));
        }
        throw new RegistryException(
                RegistryErrorCode.DENIED,
                caller().name() + " may not " + words(permission) + ' ' + asked
                        + ". Ask an administrator for: appliance users grant " + caller().name() + " --role "
                        + role(permission) + " --repositories " + asked,
                Map.of("name", asked));
    }

    /** Throws unless they logged in, or nobody has to. */
    void requireLogin() throws RegistryException, IOException {
        if (!hasCredentials() && caller() instanceof Caller.Anonymous && access.asksForLogin()) {
            throw unauthorized("authentication required");
        }
        caller();
    }

    private boolean hasCredentials() {
        return request.getHeaders().contains(HttpHeaders.AUTHORIZATION);
    }

    private Caller authenticate() throws RegistryException, IOException {
        try {
            Caller found = access.authenticate(credentials(request));
            requireMeant(found);
            return found;
        } catch (LoginFailedException e) {
            throw unauthorized(Failures.sentence(e));
        } catch (TooManyLoginsException e) {
            throw tooMany(e);
        } catch (SallyportException e) {
            throw new IOException("Who asks cannot be found out", e);
        }
    }

    // Uploads begin with a POST that says no type, so that the type proves nothing here.
    private void requireMeant(Caller found) throws RegistryException {
        boolean byCertificate = found instanceof Caller.User && !hasCredentials();
        boolean reads = permission(request.getMethod()) == Permission.PULL;
        String site = request.getHeaders().get(CrossSite.FETCH_SITE);
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (byCertificate && !reads && CrossSite.isForeign(site, origin, host(request))) {
            throw new RegistryException(
                    RegistryErrorCode.DENIED,
                    "a page of another site sent this, and a certificate alone does not say that " + found.name()
                            + " wanted it. Use a container client, or log in with a token.",
                    Map.of());
        }
    }

    private static @Nullable String host(HttpRequest<?> request) {
        return request.getHeaders().get(HttpHeaders.HOST);
    }

    private RegistryException unauthorized(String message) {
        return RegistryException.withHeader(
                RegistryErrorCode.UNAUTHORIZED,
                message,
                Map.of(),
                HttpHeaders.WWW_AUTHENTICATE,
                Challenge.of(request, url, null, false));
    }

    static RegistryException tooMany(TooManyLoginsException failure) {
        return RegistryException.withHeader(
                RegistryErrorCode.TOOMANYREQUESTS,
                failure.getMessage(),
                failure.facts(),
                HttpHeaders.RETRY_AFTER,
                Long.toString(failure.seconds()));
    }

    private static Credentials credentials(HttpRequest<?> request) {
        return Credentials.of(
                request.getHeaders().get(HttpHeaders.AUTHORIZATION),
                request.getRemoteAddress().getAddress(),
                request.getCertificate().orElse(null));
    }

    private static String actions(Permission permission) {
        return switch (permission) {
            case PULL -> "pull";
            case DELETE -> "delete";
            case PUSH, ADMIN, AUDIT -> "pull,push";
        };
    }

    private static String role(Permission permission) {
        return switch (permission) {
            case PULL -> "pull";
            case PUSH, DELETE -> "push";
            case ADMIN, AUDIT -> "admin";
        };
    }

    private static String words(Permission permission) {
        return switch (permission) {
            case PULL -> "pull from";
            case DELETE -> "delete in";
            case PUSH -> "push to";
            case ADMIN, AUDIT -> "administer";
        };
    }
}
