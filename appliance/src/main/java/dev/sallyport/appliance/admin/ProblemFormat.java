package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.Problem;
import dev.sallyport.appliance.http.ErrorFormat;
import dev.sallyport.failure.Category;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Map;

/** Problems as answers, also for what fails before a controller is reached. */
@Singleton
final class ProblemFormat implements ErrorFormat {
    private static final MediaType TYPE = MediaType.of(ApiPaths.PROBLEM_TYPE);

    @Override
    public String pathPrefix() {
        return "/api";
    }

    @Override
    public MediaType mediaType() {
        return TYPE;
    }

    @Override
    public byte[] body(HttpStatus status, String message) {
        return new Problem(status.getCode(), code(status), category(status), message, "", Map.of()).encode();
    }

    static MutableHttpResponse<byte[]> answer(Problem problem) {
        return HttpResponse.<byte[]>status(HttpStatus.valueOf(problem.status()))
                .contentType(TYPE)
                .body(problem.encode());
    }

    private static String code(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "no-such-path";
            case METHOD_NOT_ALLOWED -> "no-such-method";
            case INTERNAL_SERVER_ERROR -> "internal-error";
            default -> "bad-request";
        };
    }

    private static Category category(HttpStatus status) {
        return status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode() ? Category.FAILED : Category.USAGE;
    }
}
