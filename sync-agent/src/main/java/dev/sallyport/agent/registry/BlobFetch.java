package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Begins the download of a blob, at its start or in the middle.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs">pulling blobs</a>
 */
final class BlobFetch {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    private final Requests requests;

    BlobFetch(Requests requests) {
        this.requests = requireNonNull(requests, "requests is null");
    }

    /** The answer's body as it comes, from {@code from} if the registry can, else from the start. */
    BlobBody open(RegistryHost host, RepositoryAddress repository, Descriptor blob, long from)
            throws InterruptedIOException, SallyportException {
        String object = repository + "@" + blob.digest();
        String path = "/v2/" + repository.path() + "/blobs/" + blob.digest();
        Map<String, String> headers =
                from == 0 ? Map.of("Accept", "*/*") : Map.of("Accept", "*/*", "Range", "bytes=" + from + "-");
        Request request = new Request(RequestKind.GET_BLOB, path, headers, object);
        return requests.ask(host, repository, request, answer -> bodyOf(host.name(), answer, blob, from, object));
    }

    /** The body of an answer to a request for {@code blob} from {@code from}, once nothing shows that it is another. */
    static BlobBody bodyOf(String host, HttpAnswer answer, Descriptor blob, long from, String object)
            throws SallyportException {
        long begin = beginOf(host, answer, blob, from, object);
        requireHonest(host, answer, blob, begin, object);
        return new BlobBody(answer.body(), begin);
    }

    private static long beginOf(String host, HttpAnswer answer, Descriptor blob, long from, String object)
            throws SallyportException {
        return switch (answer.status()) {
            case 200 -> 0;
            case 206 -> {
                requireRange(host, answer, blob, from, object);
                yield from;
            }
            case 404 ->
                throw new ContentNotFoundException(
                        host, object, ErrorBody.read(answer).text());
            case 416 ->
                throw problem(host, object, "it has fewer bytes than the " + blob.size() + " that its descriptor says");
            default -> throw problem(host, object, "its status is " + answer.status());
        };
    }

    private static void requireRange(String host, HttpAnswer answer, Descriptor blob, long from, String object)
            throws RegistryProtocolException {
        String said = answer.header("Content-Range").orElse("");
        Matcher range = CONTENT_RANGE.matcher(said);
        boolean fits = range.matches()
                && Long.parseLong(range.group(1)) == from
                && Long.parseLong(range.group(2)) >= from
                && Long.parseLong(range.group(2)) < blob.size()
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == blob.size());
        if (!fits) {
            throw problem(
                    host, object, "asked for bytes " + from + " to " + (blob.size() - 1) + ", it sends '" + said + "'");
        }
    }

    // Lies that show before a byte is read; that the bytes are right is for whoever computes their digest.
    private static void requireHonest(String host, HttpAnswer answer, Descriptor blob, long begin, String object)
            throws SallyportException {
        if (answer.mediaType().equals("text/html")) {
            throw problem(host, object, "it is an HTML page");
        }
        String encoding = answer.header("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw problem(host, object, "it is encoded as " + encoding + ", which nobody asked for");
        }
        OptionalLong length = answer.contentLength();
        long expected = blob.size() - begin;
        boolean whole = answer.status() == 200;
        if (length.isPresent() && (whole ? length.getAsLong() != expected : length.getAsLong() > expected)) {
            throw problem(host, object, "it has " + length.getAsLong() + " bytes where " + expected + " are expected");
        }
        Optional<String> said = answer.header("Docker-Content-Digest");
        Optional<Digest> other = said.flatMap(Digest::tryParse)
                .filter(digest -> digest.algorithm() == blob.digest().algorithm() && !digest.equals(blob.digest()));
        if (other.isPresent()) {
            throw problem(host, object, "it says that it is " + other.get());
        }
    }

    private static RegistryProtocolException problem(String host, String object, String problem) {
        return new RegistryProtocolException(host, object, problem);
    }
}
