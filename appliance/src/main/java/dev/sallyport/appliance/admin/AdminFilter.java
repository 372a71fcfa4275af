package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.access.AdminToken;
import dev.sallyport.appliance.api.Problem;
import dev.sallyport.failure.Category;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets nobody in without the admin token. */
@ServerFilter("/api/**")
final class AdminFilter {
    private final AdminToken token;

    AdminFilter(AdminToken token) {
        this.token = token;
    }

    @RequestFilter
    @Nullable
    HttpResponse<byte[]> authenticate(HttpRequest<?> request) {
        if (token.admits(request.getHeaders().get("Authorization"))) {
            return null;
        }
        Problem problem = new Problem(
                HttpStatus.UNAUTHORIZED.getCode(),
                "admin-token-needed",
                Category.DENIED,
                "The admin token is missing or wrong",
                "Give the token in admin.token of the appliance's data folder as a Bearer token.",
                Map.of());
        return ProblemFormat.answer(problem).header("WWW-Authenticate", "Bearer realm=\"appliance\"");
    }
}
