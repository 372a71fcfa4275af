package dev.sallyport.appliance.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.body.stream.BaseSharedBuffer;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers 500 to whatever nobody expected. The log has the failure under a number; the client is given only the number.
 */
@Singleton
final class UnexpectedFailureHandler implements ExceptionHandler<Throwable, HttpResponse<byte[]>> {
    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedFailureHandler.class);

    private final ErrorAnswers answers;
    private final SecureRandom random = new SecureRandom();

    UnexpectedFailureHandler(ErrorAnswers answers) {
        this.answers = answers;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<byte[]> handle(HttpRequest request, Throwable failure) {
        return answer((HttpRequest<?>) request, failure);
    }

    private HttpResponse<byte[]> answer(HttpRequest<?> request, Throwable failure) {
        // Whoever reads a body as a stream gets the reason as the cause.
        if (clientWentAway(failure) || (failure instanceof IOException && clientWentAway(failure.getCause()))) {
            LOG.debug("{} {}: the client closed the connection", request.getMethodName(), request.getPath(), failure);
            return answers.answer(request, HttpResponse.badRequest(), "the request ended early");
        }
        byte[] number = new byte[8];
        random.nextBytes(number);
        String correlation = HexFormat.of().formatHex(number);
        LOG.error("{}: {} {} failed", correlation, request.getMethodName(), request.getPath(), failure);
        return answers.answer(
                request, HttpResponse.serverError(), "internal error " + correlation + "; the server's log says more");
    }

    private static boolean clientWentAway(@Nullable Throwable failure) {
        return failure instanceof ClosedChannelException
                || failure instanceof EOFException
                || failure instanceof BaseSharedBuffer.IncorrectContentLengthException;
    }
}
