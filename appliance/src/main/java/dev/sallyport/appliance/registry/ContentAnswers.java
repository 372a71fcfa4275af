package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.http.BlobBody;
import dev.sallyport.appliance.http.RangeRequest;
import dev.sallyport.appliance.http.RangeRequest.Part;
import dev.sallyport.appliance.http.RangeRequest.Unsatisfiable;
import dev.sallyport.appliance.http.RangeRequest.Whole;
import dev.sallyport.appliance.http.Ranges;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/** Answers GET and HEAD for content that was found, manifests and blobs alike. */
@Singleton
final class ContentAnswers {
    /** Bytes; to read so few is quicker than to have the kernel send them, and the server can keep them. */
    private static final long SMALL = 64 << 10;

    private final PublishedContent published;

    ContentAnswers(PublishedContent published) {
        this.published = published;
    }

    /**
     * All of {@code found} or the one range that the request asks for, to HEAD its length alone, 304 if the client has it.
     * The media type goes out as it was published, without parameters: clients compare it. HEAD looks at the file too: who
     * pushes asks with it, and brings again only what is not here.
     *
     * @throws RegistryException {@code gone}, if the content went away since it was found, or is not as long as it was
     */
    MutableHttpResponse<?> answer(HttpRequest<?> request, Descriptor found, RegistryException gone)
            throws RegistryException, IOException {
        boolean head = request.getMethod() == HttpMethod.HEAD;
        if (head && !published.holds(found)) {
            throw gone;
        }
        if (isHeld(request, found)) {
            return describe(HttpResponse.status(HttpStatus.NOT_MODIFIED), found);
        }
        if (head) {
            return describe(HttpResponse.ok(), found).contentLength(found.size());
        }
        RangeRequest range = rangeOf(request, found);
        if (range instanceof Unsatisfiable none) {
            return unsatisfiable(request, none, found);
        }
        StoredBlob blob = published.open(found.digest()).orElseThrow(() -> gone);
        if (blob.size() != found.size()) {
            // Damaged: whoever has it may bring it again, as if it were not here.
            blob.close();
            throw gone;
        }
        if (range instanceof Part part) {
            return describe(HttpResponse.status(HttpStatus.PARTIAL_CONTENT), found)
                    .header(HttpHeaders.CONTENT_RANGE, part.contentRange(found.size()))
                    .body(new BlobBody(blob, part.from(), part.length()));
        }
        if (found.size() <= SMALL) {
            return describe(HttpResponse.ok(), found).body(read(blob));
        }
        return describe(HttpResponse.ok(), found).body(new BlobBody(blob, () -> published.open(found.digest())));
    }

    /** As the other, of what a repository gives out: to HEAD, that it will when the manifest comes that is asked for. */
    MutableHttpResponse<?> answer(
            HttpRequest<?> request, RepositoryName repository, Descriptor found, RegistryException gone)
            throws RegistryException, IOException {
        if (request.getMethod() == HttpMethod.HEAD && !published.promise(repository, found)) {
            throw gone;
        }
        return answer(request, found, gone);
    }

    private static byte[] read(StoredBlob blob) throws IOException {
        try (blob;
                InputStream in = blob.read(0, blob.size())) {
            return in.readAllBytes();
        }
    }

    private static MutableHttpResponse<Object> describe(MutableHttpResponse<Object> answer, Descriptor found) {
        return answer.header(HttpHeaders.CONTENT_TYPE, found.mediaType())
                .header(HttpHeaders.ACCEPT_RANGES, "bytes")
                .header(HttpHeaders.ETAG, entityTag(found))
                .header(RegistryHeaders.CONTENT_DIGEST, found.digest().toString());
    }

    private static MutableHttpResponse<byte[]> unsatisfiable(
            HttpRequest<?> request, Unsatisfiable none, Descriptor found) {
        RegistryException failure = new RegistryException(
                RegistryErrorCode.RANGE_INVALID,
                "the range lies outside the content's " + found.size() + " bytes",
                Map.of("digest", found.digest().toString()));
        return RegistryExceptionHandler.answer(request, failure)
                .header(HttpHeaders.CONTENT_RANGE, none.contentRange(found.size()));
    }

    private static RangeRequest rangeOf(HttpRequest<?> request, Descriptor found) {
        String condition = request.getHeaders().get(HttpHeaders.IF_RANGE);
        if (condition != null && !condition.equals(entityTag(found))) {
            return new Whole();
        }
        return Ranges.parse(request.getHeaders().get(HttpHeaders.RANGE), found.size());
    }

    private static boolean isHeld(HttpRequest<?> request, Descriptor found) {
        String tags = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
        return tags != null
                && Arrays.stream(tags.split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag(found)));
    }

    private static String entityTag(Descriptor found) {
        return '"' + found.digest().toString() + '"';
    }
}
