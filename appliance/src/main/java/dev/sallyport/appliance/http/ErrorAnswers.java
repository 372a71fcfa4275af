package dev.sallyport.appliance.http;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.netty.NettyHttpRequestBuilder;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * Writes every error that the server itself finds, in the {@link ErrorFormat} of its path or as plain text.
 *
 * <p>Answers to HEAD keep the length that GET would have: without one the connection would have to be closed.
 */
@Singleton
final class ErrorAnswers implements ErrorResponseProcessor<byte[]> {
    private final List<ErrorFormat> formats;

    ErrorAnswers(List<ErrorFormat> formats) {
        this.formats = formats.stream()
                .sorted(Comparator.comparing(
                                (ErrorFormat format) -> format.pathPrefix().length())
                        .reversed())
                .toList();
    }

    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        HttpStatus status = statusOf(request, response.status());
        return answer(request, response.status(status), message(request, status));
    }

    /** Gives {@code response} the body that says {@code message}. */
    MutableHttpResponse<byte[]> answer(HttpRequest<?> request, MutableHttpResponse<?> response, String message) {
        ErrorFormat format = formatFor(request.getPath());
        byte[] body = format.body(response.status(), message);
        response.contentType(format.mediaType()).contentLength(body.length);
        return response.body(request.getMethod() == HttpMethod.HEAD ? new byte[0] : body);
    }

    private ErrorFormat formatFor(String path) {
        for (ErrorFormat format : formats) {
            String prefix = format.pathPrefix();
            if (path.equals(prefix) || path.startsWith(prefix + "/")) {
                return format;
            }
        }
        return PlainText.INSTANCE;
    }

    /** The server knows one status for a request that is too long; the specification of HTTP has one for each part. */
    private static HttpStatus statusOf(HttpRequest<?> request, HttpStatus status) {
        if (status != HttpStatus.REQUEST_ENTITY_TOO_LARGE) {
            return status;
        }
        Throwable cause = NettyHttpRequestBuilder.asBuilder(request)
                .toHttpRequestWithoutBody()
                .decoderResult()
                .cause();
        if (cause instanceof TooLongHttpHeaderException) {
            return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
        }
        return cause instanceof TooLongHttpLineException ? HttpStatus.REQUEST_URI_TOO_LONG : status;
    }

    private static String message(HttpRequest<?> request, HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "nothing is served at this path";
            case METHOD_NOT_ALLOWED -> "the method " + request.getMethodName() + " is not supported at this path";
            case REQUEST_HEADER_FIELDS_TOO_LARGE -> "the request's headers are too long";
            case REQUEST_URI_TOO_LONG -> "the request's first line is too long";
            case REQUEST_ENTITY_TOO_LARGE -> "the request's body is too large";
            case BAD_REQUEST -> "the request is malformed";
            default -> status.getReason();
        };
    }

    private enum PlainText implements ErrorFormat {
        INSTANCE;

        @Override
        public String pathPrefix() {
            return "";
        }

        @Override
        public MediaType mediaType() {
            return MediaType.TEXT_PLAIN_TYPE;
        }

        @Override
        public byte[] body(HttpStatus status, String message) {
            return (message + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
