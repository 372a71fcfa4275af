package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Credentials;
import dev.sallyport.appliance.access.CrossSite;
import dev.sallyport.appliance.access.LoginFailedException;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.access.TooManyLoginsException;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.Problem;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has the admin token or the role admin; an auditor may read. Without anything configured the setup token admits to adding
 * the first user.
 */
@ServerFilter("/api/**")
final class AdminFilter {
    private static final String CALLER = "dev.sallyport.caller";
    /** What requests that change something come as. */
    private static final Set<String> TYPES = Set.of(MediaType.APPLICATION_JSON, ApiPaths.VOLUME_TYPE);

    private final Access access;

    AdminFilter(Access access) {
        this.access = access;
    }

    /** Who sends a request that was let in. */
    static Caller caller(HttpRequest<?> request) {
        return request.getAttribute(CALLER, Caller.class)
                .orElseThrow(() -> new IllegalStateException("Nobody was let in: " + request.getPath()));
    }

    /** Their name, for the journal. */
    static String actor(HttpRequest<?> request) {
        return caller(request).name();
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable
    HttpResponse<byte[]> authenticate(HttpRequest<?> request) throws IOException, SallyportException {
        Caller caller;
        try {
            caller = access.authenticate(Credentials.of(
                    request.getHeaders().get(HttpHeaders.AUTHORIZATION),
                    request.getRemoteAddress().getAddress(),
                    request.getCertificate().orElse(null)));
        } catch (LoginFailedException e) {
            return unauthorized();
        } catch (TooManyLoginsException e) {
            return ProblemFormat.answer(new Problem(
                            HttpStatus.TOO_MANY_REQUESTS.getCode(),
                            e.code(),
                            e.category(),
                            e.getMessage(),
                            e.remedy(),
                            e.facts()))
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(e.seconds()));
        }
        if (!isMeant(caller, request)) {
            return notMeant(caller);
        }
        if (isAdmitted(caller, request)) {
            request.setAttribute(CALLER, caller);
            return null;
        }
        return caller instanceof Caller.Anonymous ? unauthorized() : forbidden(caller);
    }

    private boolean isAdmitted(Caller caller, HttpRequest<?> request) throws IOException {
        if (caller instanceof Caller.Setup) {
            return request.getMethod() == HttpMethod.POST && request.getPath().equals(ApiPaths.USERS);
        }
        return access.may(caller, reads(request) ? Permission.AUDIT : Permission.ADMIN);
    }

    private static boolean reads(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
    }

    // A browser shows its user's certificate to whatever a page asks for, but lets pages of other sites send no such
    // types.
    private static boolean isMeant(Caller caller, HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        boolean byCertificate = caller instanceof Caller.User && !headers.contains(HttpHeaders.AUTHORIZATION);
        if (!byCertificate || reads(request)) {
            return true;
        }
        String type = request.getContentType().map(MediaType::getName).orElse("");
        return TYPES.contains(type.toLowerCase(Locale.ROOT))
                && !CrossSite.isForeign(
                        headers.get(CrossSite.FETCH_SITE),
                        headers.get(HttpHeaders.ORIGIN),
                        headers.get(HttpHeaders.HOST));
    }

    private static HttpResponse<byte[]> notMeant(Caller caller) {
        return ProblemFormat.answer(new Problem(
                HttpStatus.FORBIDDEN.getCode(),
                "cross-site-request",
                Category.DENIED,
                "A certificate alone does not say that " + caller.name()
                        + " wanted this: a page of another site could send it",
                "Send it as Content-Type: application/json, and from no page of another site; or log in with a token.",
                Map.of("user", caller.name())));
    }

    private static HttpResponse<byte[]> unauthorized() {
        Problem problem = new Problem(
                HttpStatus.UNAUTHORIZED.getCode(),
                "admin-token-needed",
                Category.DENIED,
                "The admin token is missing or wrong",
                "Give the token in admin.token of the appliance's data folder as a Bearer token, or log in as a user with"
                        + " the role admin.",
                Map.of());
        return ProblemFormat.answer(problem).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"appliance\"");
    }

    private static HttpResponse<byte[]> forbidden(Caller caller) {
        return ProblemFormat.answer(new Problem(
                HttpStatus.FORBIDDEN.getCode(),
                "role-needed",
                Category.DENIED,
                caller.name() + " may not do that",
                "It needs the role admin; to read, auditor will do: appliance users grant " + caller.name()
                        + " --role admin",
                Map.of("user", caller.name())));
    }
}
