package dev.sallyport.appliance.registry.conformance;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** A whole appliance on loopback with an empty store, and a client that takes every answer as it is. */
final class RegistryUnderTest implements AutoCloseable {
    /** Where the rows push; it is no stream's. */
    static final String REPOSITORY = "conformance/first";

    /** Another one, for what is mounted. */
    static final String OTHER = "conformance/second";

    static final String OCTETS = "application/octet-stream";

    private final Server server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private RegistryUnderTest(Server server) {
        this.server = server;
    }

    static RegistryUnderTest start(Path data) throws Exception {
        return new RegistryUnderTest(Server.start(
                new ServeSettings(data, InetAddress.getLoopbackAddress(), 0, null, null, "docker.io"),
                Clock.systemUTC()));
    }

    Call call(String method, URI target) {
        return new Call(client, method, target);
    }

    Call call(String method, String path) {
        return call(method, server.uri().resolve(path));
    }

    Call blob(String method, String repository, Digest digest) {
        return call(method, "/v2/" + repository + "/blobs/" + digest);
    }

    /** Tells what is accepted as clients do, on two lines. */
    Call manifest(String method, String repository, String reference) {
        return call(method, "/v2/" + repository + "/manifests/" + reference)
                .header("Accept", "application/vnd.oci.image.index.v1+json")
                .header("Accept", "application/vnd.oci.image.manifest.v1+json");
    }

    URI beginUploadUri(String repository) {
        return server.uri().resolve("/v2/" + repository + "/blobs/uploads/");
    }

    Call beginUpload(String repository) {
        return call("POST", beginUploadUri(repository));
    }

    Call mount(String repository, Digest digest, String query) {
        return call("POST", "/v2/" + repository + "/blobs/uploads/?" + query + "mount=" + encoded(digest));
    }

    /** Begins an upload and ends it with all of {@code content}. */
    Answer push(String repository, Digest digest, byte[] content) throws Exception {
        URI upload = beginUpload(repository).expect(202).location();
        return call("PUT", withDigest(upload, digest))
                .header("Content-Type", OCTETS)
                .body(content)
                .expect(201);
    }

    /** Deletes, and what was deleted is gone at once. */
    void deleteBlob(String repository, Digest digest) throws Exception {
        blob("DELETE", repository, digest).expect(202);
        blob("HEAD", repository, digest).expect(404);
    }

    /** A location with the digest that ends an upload, percent-encoded as most clients do; the rest of its query is kept. */
    static URI withDigest(URI location, Digest digest) {
        String separator = location.getRawQuery() == null ? "?" : "&";
        return URI.create(location + separator + "digest=" + encoded(digest));
    }

    static String encoded(Digest digest) {
        return URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
