package dev.sallyport.appliance.http;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Head;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;

/** Controllers for the tests of the server. */
final class Probes {
    /** How often {@link Answers} was asked. */
    static final AtomicInteger ASKED = new AtomicInteger();

    private Probes() {}

    private static MutableHttpResponse<byte[]> text(String text) {
        return HttpResponse.ok(text.getBytes(StandardCharsets.US_ASCII)).contentType(MediaType.TEXT_PLAIN_TYPE);
    }

    /** Reads bodies as the registry does. */
    @Controller("/body-probe")
    @ExecuteOn(RequestBodies.EXECUTOR)
    static final class Bodies {
        private final RequestBodies bodies;

        Bodies(RequestBodies bodies) {
            this.bodies = bodies;
        }

        @Put(uri = "/stream", consumes = MediaType.ALL, produces = MediaType.ALL)
        HttpResponse<byte[]> digest(HttpRequest<?> request) throws IOException, ServerBusyException {
            MessageDigest digest = DigestAlgorithm.SHA256.newMessageDigest();
            try (InputStream in = bodies.stream(request)) {
                for (byte[] piece = in.readNBytes(1 << 16); piece.length > 0; piece = in.readNBytes(1 << 16)) {
                    digest.update(piece);
                }
            }
            return text(Digest.finish(DigestAlgorithm.SHA256, digest).toString());
        }

        @Get(uri = "/zeros/{size}", produces = MediaType.ALL)
        HttpResponse<byte[]> zeros(int size) {
            return HttpResponse.ok(new byte[size]).contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
        }

        @Put(uri = "/whole", consumes = MediaType.ALL, produces = MediaType.ALL)
        HttpResponse<byte[]> whole(HttpRequest<?> request) throws IOException, ServerBusyException {
            try (RequestBodies.WholeBody body = bodies.whole(request, 200_000)) {
                return text(Digest.sha256(body.bytes()).toString());
            } catch (BodyTooLargeException e) {
                return HttpResponse.<byte[]>status(io.micronaut.http.HttpStatus.REQUEST_ENTITY_TOO_LARGE)
                        .body(e.getMessage().getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /** Answers with how often it was asked. */
    @Controller("/answer-probe")
    @ExecuteOn(TaskExecutors.BLOCKING)
    static final class Answers {
        @Get(uri = "/{+any}", headRoute = false, produces = MediaType.ALL)
        HttpResponse<byte[]> get(HttpRequest<?> request, String any) {
            if (!any.startsWith("personal")) {
                RequestFacts.reusable(request);
            }
            RequestFacts.user(request, "somebody");
            return text(any + ' ' + ASKED.incrementAndGet()).header("X-Any", "thing");
        }

        @Head(uri = "/{+any}")
        @Produces(MediaType.ALL)
        HttpResponse<byte[]> head(HttpRequest<?> request, String any) {
            RequestFacts.reusable(request);
            return HttpResponse.<byte[]>ok().contentLength(ASKED.incrementAndGet());
        }
    }

    /** Fails as nobody expected. */
    @Controller("/failure-probe")
    static final class Failures {
        @Get(produces = MediaType.ALL)
        @SuppressWarnings("DoNotCallSuggester") // to fail is what it is for
        HttpResponse<byte[]> get() {
            throw new IllegalStateException("a secret of the inside");
        }
    }
}
