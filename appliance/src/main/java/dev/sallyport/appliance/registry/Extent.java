package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.uploads.BlobPart;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a blob a request says it has.
 *
 * @param from the first, counted from 0
 * @param length how many; both {@link BlobPart#UNKNOWN} if it does not say
 */
record Extent(long from, long length) {
    // The specification writes no unit, HTTP does; both are understood.
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/(?:[0-9]{1,18}|\\*))?");

    static Extent of(HttpRequest<?> request) throws RegistryException {
        long declared = request.getContentLength();
        String range = request.getHeaders().get(HttpHeaders.CONTENT_RANGE);
        if (range == null) {
            return new Extent(BlobPart.UNKNOWN, declared);
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
        // An empty part has no last byte; clients then write the one before, or one that is not there.
        if (length < 0 || (declared > 0 && declared != length)) {
            throw new RegistryException(
                    RegistryErrorCode.SIZE_INVALID,
                    "Content-Range says " + length + " bytes, Content-Length says " + declared,
                    Map.of("Content-Range", range));
        }
        return new Extent(first, declared == 0 ? 0 : length);
    }
}
