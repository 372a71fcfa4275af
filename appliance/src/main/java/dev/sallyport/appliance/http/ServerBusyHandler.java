package dev.sallyport.appliance.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;

/** Answers 503 when there is no place for one more upload; clients wait and try again. */
final class ServerBusyHandler {
    private static final String RETRY_SECONDS = "5";
    private static final String MESSAGE = "the server takes no more uploads at this time; try again in a few seconds";

    private ServerBusyHandler() {}

    private static HttpResponse<byte[]> answer(ErrorAnswers answers, HttpRequest<?> request) {
        return answers.answer(
                request,
                HttpResponse.<byte[]>status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS),
                MESSAGE);
    }

    /** All memory for bodies that are kept whole is taken. */
    @Singleton
    static final class OfMemory implements ExceptionHandler<ServerBusyException, HttpResponse<byte[]>> {
        private final ErrorAnswers answers;

        OfMemory(ErrorAnswers answers) {
            this.answers = answers;
        }

        @Override
        @SuppressWarnings("rawtypes") // as the interface has it
        public HttpResponse<byte[]> handle(HttpRequest request, ServerBusyException busy) {
            return answer(answers, request);
        }
    }

    /** All threads that read bodies are taken. */
    @Singleton
    static final class OfThreads implements ExceptionHandler<RejectedExecutionException, HttpResponse<byte[]>> {
        private final ErrorAnswers answers;

        OfThreads(ErrorAnswers answers) {
            this.answers = answers;
        }

        @Override
        @SuppressWarnings("rawtypes") // as the interface has it
        public HttpResponse<byte[]> handle(HttpRequest request, RejectedExecutionException busy) {
            return answer(answers, request);
        }
    }
}
