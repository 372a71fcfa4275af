package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.IssuedToken;
import dev.sallyport.appliance.access.LoginFailedException;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.access.TooManyLoginsException;
import dev.sallyport.appliance.http.BodyTooLargeException;
import dev.sallyport.appliance.http.RequestBodies;
import dev.sallyport.appliance.http.RequestBodies.WholeBody;
import dev.sallyport.appliance.http.ServerBusyException;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Gives out tokens. One says who its holder is; the scopes that a client names are no part of it, but say whether somebody whose
 * credentials are wrong can be let go on as nobody: clients offer a mirror the credentials they have for its upstream, and give up a
 * public image if those are refused.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token authentication</a>
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">its POST form</a>
 */
@Controller(TokenController.PATH)
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TokenController {
    static final String PATH = "/token";

    private static final String REPOSITORY = "repository";
    private static final Caller NOBODY = new Caller.Anonymous();

    private final Access access;
    private final NameResolution names;
    private final RequestBodies bodies;

    TokenController(Access access, NameResolution names, RequestBodies bodies) {
        this.access = access;
        this.names = names;
        this.bodies = bodies;
    }

    @Get(headRoute = false)
    HttpResponse<byte[]> get(HttpRequest<?> request) throws RegistryException, IOException {
        try {
            return issue(TokenRequest.ofQuery(request));
        } catch (SallyportException e) {
            throw refusal(e);
        }
    }

    @Post
    @ExecuteOn(RequestBodies.EXECUTOR)
    HttpResponse<byte[]> post(HttpRequest<?> request) throws RegistryException, ServerBusyException, IOException {
        // Anybody may ask: what is read of it comes out of what all such bodies have together.
        try (WholeBody form = bodies.whole(request, TokenRequest.LARGEST_FORM)) {
            return issue(TokenRequest.ofForm(request, form.bytes()));
        } catch (BodyTooLargeException e) {
            throw TokenRequest.tooLarge().with(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
        } catch (SallyportException e) {
            throw refusal(e);
        }
    }

    private HttpResponse<byte[]> issue(TokenRequest request) throws IOException, SallyportException {
        IssuedToken issued = access.issue(request.attempt(), anonymousWillDo(request.scopes()), request.offline());
        byte[] body = new JsonWriter()
                .put("token", issued.token())
                .put("access_token", issued.token())
                .put("expires_in", issued.lifetime().toSeconds())
                .put(
                        "issued_at",
                        issued.issued().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("scope", String.join(" ", request.scopes()))
                .putIfPresent("refresh_token", issued.refresh())
                .toBytes();
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static RegistryException refusal(SallyportException failure) throws IOException {
        if (failure instanceof TooManyLoginsException tooMany) {
            return RequestAccess.tooMany(tooMany);
        }
        if (failure instanceof LoginFailedException) {
            return new RegistryException(RegistryErrorCode.UNAUTHORIZED, Failures.sentence(failure), Map.of());
        }
        throw new IOException("A token cannot be issued", failure);
    }

    // No scope at all is a login: then wrong credentials are wrong.
    private boolean anonymousWillDo(List<String> scopes) throws IOException {
        for (String scope : scopes) {
            if (!isAnonymous(scope)) {
                return false;
            }
        }
        return !scopes.isEmpty();
    }

    // TYPE:NAME:ACTIONS; a name may have a port in it. Lists are of what the caller may see.
    private boolean isAnonymous(String scope) throws IOException {
        int type = scope.indexOf(':');
        int actions = scope.lastIndexOf(':');
        if (type < 0 || actions == type) {
            return false;
        }
        if (!scope.substring(0, type).equals(REPOSITORY)) {
            return scope.equals("registry:catalog:*");
        }
        return scope.substring(actions + 1).equals("pull") && mayPull(scope.substring(type + 1, actions));
    }

    // A mirror's client leaves the upstream out of the scope. What that means is known only if it does not matter.
    private boolean mayPull(String name) throws IOException {
        if (access.may(NOBODY, Permission.PULL)) {
            return true;
        }
        try {
            return access.may(NOBODY, Permission.PULL, names.resolve(null, name));
        } catch (MalformedValueException e) {
            return false;
        }
    }
}
