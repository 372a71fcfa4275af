package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.Problem;
import dev.sallyport.failure.SallyportException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers with the problem that an expected failure is. */
@Singleton
final class FailureHandler implements ExceptionHandler<SallyportException, HttpResponse<byte[]>> {
    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<byte[]> handle(HttpRequest request, SallyportException failure) {
        return ProblemFormat.answer(Problem.of(failure));
    }
}
