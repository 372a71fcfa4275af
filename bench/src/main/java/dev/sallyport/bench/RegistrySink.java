package dev.sallyport.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A registry on this machine that asks for no password.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#push">push</a>
 */
final class RegistrySink implements ImageSink {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI registry;
    // A blob is pushed into a repository: those of an image are kept until its repository is known.
    private final Map<String, byte[]> blobs = new LinkedHashMap<>();

    RegistrySink(String address) {
        registry = URI.create("http://" + address + "/v2/");
    }

    @Override
    public void blob(String hex, byte[] content) {
        blobs.put(hex, content);
    }

    @Override
    public void manifest(String repository, String tag, String hex, byte[] content)
            throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
            push(repository, blob.getKey(), blob.getValue());
        }
        blobs.clear();
        URI manifest = registry.resolve(repository + "/manifests/" + tag);
        send(
                201,
                HttpRequest.newBuilder(manifest)
                        .header("Content-Type", SmallImages.MANIFEST)
                        .PUT(BodyPublishers.ofByteArray(content)));
    }

    private void push(String repository, String hex, byte[] content) throws IOException, InterruptedException {
        URI uploads = registry.resolve(repository + "/blobs/uploads/");
        HttpResponse<String> session = send(202, HttpRequest.newBuilder(uploads).POST(BodyPublishers.noBody()));
        String location = uploads.resolve(
                        session.headers().firstValue("Location").orElseThrow())
                .toString();
        URI upload = URI.create(location + (location.contains("?") ? "&" : "?") + "digest=sha256:" + hex);
        send(
                201,
                HttpRequest.newBuilder(upload)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(content)));
    }

    private HttpResponse<String> send(int expected, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IOException(answer.request() + ": " + answer.statusCode() + ' ' + answer.body());
        }
        return answer;
    }

    @Override
    public void close() {}
}
