package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.scheduling.TaskExecutors;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How this API's controllers read the bodies of requests. */
final class Bodies {
    /** The threads that may wait for a client's bytes. */
    static final String EXECUTOR = TaskExecutors.BLOCKING;

    // The specification writes no unit, HTTP does; both are understood.
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/(?:[0-9]{1,18}|\\*))?");

    private Bodies() {}

    /** The body as its bytes arrive, for the caller to read once and close. */
    static InputStream stream(HttpRequest<?> request) {
        CloseableByteBody body = ((ServerHttpRequest<?>) request).byteBody().move();
        return new FilterInputStream(body.toInputStream()) {
            @Override
            public void close() throws IOException {
                try (body) {
                    super.close();
                }
            }
        };
    }

    /** All of the body, which may have {@code limit} bytes. */
    static byte[] bytes(HttpRequest<?> request, int limit) throws RegistryException, IOException {
        if (request.getContentLength() > limit) {
            throw tooLarge(limit);
        }
        try (InputStream in = stream(request)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge(limit);
            }
            return bytes;
        }
    }

    private static RegistryException tooLarge(int limit) {
        return new RegistryException(
                        RegistryErrorCode.SIZE_INVALID,
                        "the manifest is larger than the " + limit + " bytes that are taken",
                        Map.of("limit", Integer.toString(limit)))
                .with(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
    }

    /**
     * Which bytes of a blob a request says it has.
     *
     * @param from -1 if it does not say
     * @param length -1 if it does not say
     */
    record Extent(long from, long length) {
        static Extent of(HttpRequest<?> request) throws RegistryException {
            long declared = request.getContentLength();
            String range = request.getHeaders().get(HttpHeaders.CONTENT_RANGE);
            if (range == null) {
                return new Extent(-1, declared);
            }
            Matcher matcher = CONTENT_RANGE.matcher(range);
            if (!matcher.matches()) {
                throw new RegistryException(
                        RegistryErrorCode.SIZE_INVALID,
                        "Content-Range is not of the form FIRST-LAST",
                        Map.of("Content-Range", range));
            }
            long first = Long.parseLong(matcher.group(1));
            long length = Long.parseLong(matcher.group(2)) - first + 1;
            // An empty part has no last byte; clients then write the one before or after it.
            if (length < 0 || (declared >= 0 && declared != length && declared != 0)) {
                throw new RegistryException(
                        RegistryErrorCode.SIZE_INVALID,
                        "Content-Range says " + length + " bytes, Content-Length says " + declared,
                        Map.of("Content-Range", range));
            }
            return new Extent(first, declared == 0 ? 0 : length);
        }
    }
}
