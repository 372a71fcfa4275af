package dev.sallyport.appliance.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers 503 when there is no place for one more upload; clients wait and try again. */
@Singleton
final class ServerBusyHandler implements ExceptionHandler<ServerBusyException, HttpResponse<byte[]>> {
    private static final String RETRY_SECONDS = "5";

    private final ErrorAnswers answers;

    ServerBusyHandler(ErrorAnswers answers) {
        this.answers = answers;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<byte[]> handle(HttpRequest request, ServerBusyException busy) {
        return answers.answer(
                (HttpRequest<?>) request,
                HttpResponse.<byte[]>status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS),
                "the server takes no more uploads at this time; try again in a few seconds");
    }
}
