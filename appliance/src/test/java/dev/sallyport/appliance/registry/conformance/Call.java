package dev.sallyport.appliance.registry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One request in the making. */
final class Call {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client;
    private final String method;
    private final HttpRequest.Builder request;
    private BodyPublisher body = BodyPublishers.noBody();

    Call(HttpClient client, String method, URI target) {
        this.client = client;
        this.method = method;
        // The answer must be the stored bytes although compressed ones would be taken.
        request = HttpRequest.newBuilder(target).timeout(PATIENCE).header("Accept-Encoding", "gzip");
    }

    Call header(String name, String value) {
        request.header(name, value);
        return this;
    }

    /** Sends {@code content} with its length. */
    Call body(byte[] content) {
        body = BodyPublishers.ofByteArray(content);
        return this;
    }

    /** Sends {@code content} in chunked transfer encoding, its length unsaid. */
    Call streamed(byte[] content) {
        body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
        return this;
    }

    /** Sends; the answer must have one of these statuses. */
    Answer expect(Integer... statuses) throws Exception {
        HttpResponse<byte[]> response =
                client.send(request.method(method, body).build(), HttpResponse.BodyHandlers.ofByteArray());
        Answer answer = new Answer(response);
        assertThat(response.statusCode()).as(answer.toString()).isIn((Object[]) statuses);
        assertThat(response.headers().allValues("Content-Encoding"))
                .as(answer.toString())
                .isEmpty();
        return answer;
    }
}
