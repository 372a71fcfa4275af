package dev.sallyport.appliance.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.body.stream.BaseSharedBuffer;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers 500 to whatever nobody expected. The log has the failure under a number; the client is given only the number.
 */
@Singleton
final class UnexpectedFailureHandler implements ExceptionHandler<Throwable, HttpResponse<byte[]>> {
    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedFailureHandler.class);

    /** How the server says it; an end of file elsewhere is a failure of ours. */
    private static final String BODY_CUT = "Connection closed before full body was received";

    private final ErrorAnswers answers;

    UnexpectedFailureHandler(ErrorAnswers answers) {
        this.answers = answers;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<byte[]> handle(HttpRequest request, Throwable failure) {
        return answer((HttpRequest<?>) request, failure);
    }

    private HttpResponse<byte[]> answer(HttpRequest<?> request, Throwable failure) {
        if (clientWentAway(failure)) {
            LOG.debug("{} {}: the client closed the connection", request.getMethodName(), request.getPath(), failure);
            return answers.answer(request, HttpResponse.badRequest(), "the request ended early");
        }
        String correlation = RequestFacts.correlation(request);
        LOG.error("{}: {} {} failed", correlation, request.getMethodName(), request.getPath(), failure);
        return answers.answer(
                request, HttpResponse.serverError(), "internal error " + correlation + "; the server's log says more");
    }

    private static boolean clientWentAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedChannelException
                    || (cause instanceof EOFException && BODY_CUT.equals(cause.getMessage()))
                    || cause instanceof BaseSharedBuffer.IncorrectContentLengthException) {
                return true;
            }
        }
        return false;
    }
}
