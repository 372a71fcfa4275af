package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;

/**
 * What a client asks of a registry. An {@link IOException} says that nobody knows whether it was done: the server went away. An
 * answer that should never come is an {@link AssertionError}.
 */
final class StressClient {
    private static final String ACCEPT = RegistryWriter.OCI_MANIFEST + "," + RegistryWriter.OCI_INDEX;
    private static final byte[] NOTHING = {};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI root;

    /** @param address HOST:PORT */
    StressClient(String address) {
        this.root = URI.create("http://" + address);
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("Accept", ACCEPT);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() == 503) {
            throw new IOException("The server is stopping");
        }
        return answer;
    }

    /** The answer's status must be one of {@code expected}. */
    static HttpResponse<byte[]> expect(HttpResponse<byte[]> answer, int... expected) {
        for (int status : expected) {
            if (answer.statusCode() == status) {
                return answer;
            }
        }
        throw new AssertionError(answer.request().method() + " " + answer.uri() + " was answered with "
                + answer.statusCode() + ": " + new String(answer.body(), UTF_8));
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send("GET", path, NOTHING);
    }

    /** Whether the repository has the blob; a HEAD also asks the server to keep it for a while. */
    boolean has(String repository, String digest) throws IOException, InterruptedException {
        String path = "/v2/" + repository + "/blobs/" + digest;
        return expect(send("HEAD", path, NOTHING), 200, 404).statusCode() == 200;
    }

    /** Pushes a blob in one of three ways: 0 a POST with it, 1 a POST and a PUT, 2 in pieces. */
    void push(String repository, String digest, byte[] content, int way) throws IOException, InterruptedException {
        String uploads = "/v2/" + repository + "/blobs/uploads/";
        if (way == 0) {
            HttpResponse<byte[]> answer = send("POST", uploads + "?digest=" + digest, content, octets());
            if (expect(answer, 201, 202).statusCode() == 202) {
                expect(send("PUT", finish(answer, digest), content, octets()), 201);
            }
            return;
        }
        HttpResponse<byte[]> session = expect(send("POST", uploads, NOTHING), 202);
        if (way == 1) {
            expect(send("PUT", finish(session, digest), content, octets()), 201);
            return;
        }
        int half = content.length / 2;
        byte[] first = Arrays.copyOf(content, half);
        byte[] second = Arrays.copyOfRange(content, half, content.length);
        if (half > 0) {
            session = expect(
                    send(
                            "PATCH",
                            location(session),
                            first,
                            "Content-Type",
                            "application/octet-stream",
                            "Content-Range",
                            "0-" + (half - 1)),
                    202);
        }
        expect(send("PUT", finish(session, digest), second, octets()), 201);
    }

    private static String[] octets() {
        return new String[] {"Content-Type", "application/octet-stream"};
    }

    /** Mounts a blob of another repository; whether that worked. If it did not, the upload that was begun instead is ended. */
    boolean mount(String repository, String digest, String from) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = expect(
                send("POST", "/v2/" + repository + "/blobs/uploads/?mount=" + digest + "&from=" + from, NOTHING),
                201,
                202);
        if (answer.statusCode() == 202) {
            expect(send("DELETE", location(answer), NOTHING), 204);
            return false;
        }
        return true;
    }

    /** Puts a manifest under a tag or its digest. */
    void put(String repository, String reference, String mediaType, byte[] manifest)
            throws IOException, InterruptedException {
        expect(send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", mediaType), 201);
    }

    /** Deletes what is at {@code path}, which is there. */
    void delete(String path) throws IOException, InterruptedException {
        expect(send("DELETE", path, NOTHING), 202);
    }

    private static String finish(HttpResponse<byte[]> session, String digest) {
        String location = location(session);
        return location + (location.indexOf('?') < 0 ? '?' : '&') + "digest=" + digest;
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError("no Location"));
    }
}
