package dev.sallyport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestRegistryTest {
    private final TestRegistry registry = TestRegistry.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestImages images = new TestImages();
    private final Descriptor amd64 =
            images.image("linux/amd64").randomLayer(1, 100_000).add();
    private final Descriptor arm64 =
            images.image("linux/arm64").file("hello", "hallo").add();
    private final Descriptor index = images.index(amd64, arm64);
    private final Descriptor sbom = images.artifact("application/spdx+json")
            .subject(index)
            .blob("text/plain", "{}")
            .add();
    private final Digest layer = layerOf(amd64);

    TestRegistryTest() {
        registry.put("library/hello", "1.0", index, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void servesManifestsByTagAndDigestUnderTheirTypeAndDigest() throws Exception {
        for (String reference : new String[] {"1.0", index.digest().toString()}) {
            HttpResponse<byte[]> response = get("manifests/" + reference);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(images.bytes(index.digest()));
            assertThat(header(response, "Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
            assertThat(header(response, "Docker-Content-Digest"))
                    .isEqualTo(index.digest().toString());
        }
        assertThat(get("manifests/2.0").statusCode()).isEqualTo(404);
        assertThat(get("manifests/" + arm64.digest(), "Accept", MediaTypes.DOCKER_MANIFEST)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void answersHeadWithTheHeadersOfGetAndKeepsTheConnection() throws Exception {
        HttpResponse<byte[]> head = client.send(
                request("manifests/1.0").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());

        assertThat(header(head, "Content-Length")).isEqualTo(Long.toString(index.size()));
        assertThat(head.body()).isEmpty();
        assertThat(get("blobs/" + layer).body()).isEqualTo(images.bytes(layer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-9", "10-", "-20", "99990-200000000"})
    void servesParts(String range) throws Exception {
        byte[] whole = images.bytes(layer);
        int from = range.startsWith("-") ? whole.length - 20 : Integer.parseInt(range.replaceAll("-.*", ""));
        int to = range.equals("0-9") ? 10 : whole.length;

        HttpResponse<byte[]> response = get("blobs/" + layer, "Range", "bytes=" + range);

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
        assertThat(header(response, "Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/" + whole.length);
    }

    @Test
    void refusesPartsBehindTheEnd() throws Exception {
        assertThat(get("blobs/" + layer, "Range", "bytes=200000-").statusCode()).isEqualTo(416);
    }

    @Test
    void listsTagsInPages() throws Exception {
        registry.tag("library/hello", "1.1", amd64.digest());
        registry.tag("library/hello", "latest", amd64.digest());
        registry.pageSize(2);

        HttpResponse<byte[]> first = get("tags/list");
        assertThat(text(first)).isEqualTo("{\"name\":\"library/hello\",\"tags\":[\"1.0\",\"1.1\"]}");
        assertThat(header(first, "Link")).isEqualTo("</v2/library/hello/tags/list?n=2&last=1.1>; rel=\"next\"");
        HttpResponse<byte[]> last = get("tags/list?n=2&last=1.1");
        assertThat(text(last)).contains("[\"latest\"]");
        assertThat(last.headers().firstValue("Link")).isEmpty();
    }

    @Test
    void listsReferrersByApiOrByFallbackTag() throws Exception {
        assertThat(text(get("referrers/" + index.digest())))
                .contains(sbom.digest().toString(), "application/spdx+json");
        assertThat(text(get("referrers/" + index.digest() + "?artifactType=other")))
                .doesNotContain(sbom.digest().toString());

        registry.withoutReferrersApi();
        registry.tagReferrers("library/hello", index.digest());

        assertThat(get("referrers/" + index.digest()).statusCode()).isEqualTo(404);
        byte[] fallback = get("manifests/sha256-" + index.digest().hex()).body();
        assertThat(Manifest.parse("fallback", MediaTypes.OCI_INDEX, fallback).children())
                .extracting(Descriptor::digest)
                .containsExactly(sbom.digest());
    }

    @Test
    void movesTagBetweenTwoRequests() throws Exception {
        registry.moveTag("library/hello", "1.0", 1, arm64.digest());

        assertThat(get("manifests/1.0").body()).isEqualTo(images.bytes(index.digest()));
        assertThat(get("manifests/1.0").body()).isEqualTo(images.bytes(arm64.digest()));
    }

    @Test
    void breaksOffAtTheByteAndAsOftenAsAsked() throws Exception {
        registry.misbehave("GET", "/v2/library/hello/blobs/.*", 2, Misbehaviour.breakOffAfter(1000));

        for (int i = 0; i < 2; i++) {
            HttpResponse<java.io.InputStream> broken =
                    client.send(request("blobs/" + layer).build(), BodyHandlers.ofInputStream());
            assertThat(broken.body().readNBytes(1000)).isEqualTo(Arrays.copyOf(images.bytes(layer), 1000));
            assertThatThrownBy(() -> broken.body().read()).isInstanceOf(IOException.class);
        }
        assertThat(get("blobs/" + layer).body()).isEqualTo(images.bytes(layer));
    }

    @Test
    void liesAboutBytesDigestsLengthsAndRanges() throws Exception {
        String blobs = "/v2/library/hello/blobs/.*";
        registry.misbehave("GET", blobs, 1, Misbehaviour.wrongBytes());
        assertThat(get("blobs/" + layer).body())
                .hasSameSizeAs(images.bytes(layer))
                .isNotEqualTo(images.bytes(layer));

        registry.misbehave("GET", blobs, 1, Misbehaviour.wrongDigest());
        assertThat(header(get("blobs/" + layer), "Docker-Content-Digest")).isNotEqualTo(layer.toString());

        registry.misbehave("GET", blobs, 1, new Misbehaviour.WrongLength(1_000_000));
        assertThatThrownBy(() -> get("blobs/" + layer)).isInstanceOf(IOException.class);

        registry.misbehave("GET", blobs, 1, new Misbehaviour.IgnoreRange());
        assertThat(get("blobs/" + layer, "Range", "bytes=5-").statusCode()).isEqualTo(200);

        registry.misbehave("GET", blobs, 1, new Misbehaviour.WrongRange());
        HttpResponse<byte[]> part = get("blobs/" + layer, "Range", "bytes=5-9");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOf(images.bytes(layer), 5));
    }

    @Test
    void sendsOtherShapesOfBodies() throws Exception {
        String blobs = "/v2/library/hello/blobs/.*";
        registry.misbehave("GET", blobs, 1, new Misbehaviour.Chunked());
        HttpResponse<byte[]> chunked = get("blobs/" + layer);
        assertThat(chunked.body()).isEqualTo(images.bytes(layer));
        assertThat(chunked.headers().firstValue("Content-Length")).isEmpty();

        registry.misbehave("GET", blobs, 1, new Misbehaviour.Trickle(50_000, Duration.ofMillis(1)));
        assertThat(get("blobs/" + layer).body()).isEqualTo(images.bytes(layer));

        registry.misbehave("GET", blobs, 1, new Misbehaviour.Oversized(1_000_001, true));
        assertThat(get("blobs/" + layer).body()).hasSize(1_000_001);
        registry.misbehave("GET", blobs, 1, new Misbehaviour.Oversized(1_000_001, false));
        assertThat(get("blobs/" + layer).body()).hasSize(1_000_001);

        registry.misbehave("GET", blobs, 1, new Misbehaviour.WebPage());
        HttpResponse<byte[]> page = get("blobs/" + layer);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).startsWith("text/html");

        // Always: the client asks again by itself when a kept connection was closed before the answer.
        registry.misbehave("GET", blobs, TestRegistry.ALWAYS, new Misbehaviour.HangUp());
        assertThatThrownBy(() -> get("blobs/" + layer)).isInstanceOf(IOException.class);
    }

    @Test
    void closesSilentConnectionsWhenItIsClosed() {
        registry.misbehave("GET", ".*", 1, new Misbehaviour.Silence());
        registry.onRequest(request -> registry.close());

        assertThatThrownBy(() -> get("blobs/" + layer)).isInstanceOf(IOException.class);
    }

    @Test
    void answersWithStatusAndRetryAfter() throws Exception {
        registry.misbehave("*", "/v2/library/hello/manifests/.*", 1, Misbehaviour.tooManyRequests(7));
        registry.misbehave("*", "/v2/library/hello/manifests/.*", 1, Misbehaviour.tooManyRequestsUntil(Instant.EPOCH));
        registry.misbehave("*", "/v2/library/hello/manifests/.*", 1, Misbehaviour.status(503));

        HttpResponse<byte[]> seconds = get("manifests/1.0");
        assertThat(seconds.statusCode()).isEqualTo(429);
        assertThat(header(seconds, "Retry-After")).isEqualTo("7");
        assertThat(text(seconds)).contains("TOOMANYREQUESTS");
        assertThat(header(get("manifests/1.0"), "Retry-After")).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(get("manifests/1.0").statusCode()).isEqualTo(503);
        assertThat(get("manifests/1.0").statusCode()).isEqualTo(200);
    }

    @Test
    void redirectsToAnotherHostThatSeesTheRequest() throws Exception {
        try (TestRegistry storage = TestRegistry.start("127.0.0.2")) {
            storage.put("library/hello", index, images);
            registry.misbehave("GET", "/v2/library/hello/blobs/.*", 1, Misbehaviour.redirectTo(storage));

            HttpResponse<byte[]> moved = get("blobs/" + layer);
            assertThat(moved.statusCode()).isEqualTo(307);
            String location = header(moved, "Location");
            assertThat(location).isEqualTo("http://" + storage.host() + "/v2/library/hello/blobs/" + layer);
            HttpResponse<byte[]> followed =
                    client.send(HttpRequest.newBuilder(URI.create(location)).build(), BodyHandlers.ofByteArray());

            assertThat(followed.body()).isEqualTo(images.bytes(layer));
            assertThat(storage.requests("GET", ".*/blobs/.*"))
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.header("authorization")).isEmpty());
        }
        registry.misbehave("GET", "/v2/library/hello/blobs/.*", 1, Misbehaviour.redirectLoop());
        assertThat(header(get("blobs/" + layer), "Location")).isEqualTo("/v2/library/hello/blobs/" + layer);
    }

    @Test
    void asksForUserAndPassword() throws Exception {
        registry.authenticate(RegistryAuthentication.basic("ann", "secret"));

        HttpResponse<byte[]> denied = get("manifests/1.0");
        assertThat(denied.statusCode()).isEqualTo(401);
        assertThat(header(denied, "WWW-Authenticate")).isEqualTo("Basic realm=\"testkit\"");
        assertThat(get("manifests/1.0", "Authorization", basic("ann", "wrong")).statusCode())
                .isEqualTo(401);
        assertThat(get("manifests/1.0", "Authorization", basic("ann", "secret")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void givesTokensForOneRepositoryThatExpire() throws Exception {
        RegistryAuthentication authentication =
                RegistryAuthentication.bearer("ann", "secret").withTokenUses(2);
        registry.authenticate(authentication);

        assertThat(header(get("manifests/1.0"), "WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"" + registry.url()
                        + "/token\",service=\"testkit\",scope=\"repository:library/hello:pull\"");
        assertThat(token("library/hello", null).statusCode()).isEqualTo(401);
        assertThat(token("library/hello", basic("ann", "wrong")).statusCode()).isEqualTo(401);
        assertThat(text(token("library/hello", basic("ann", "secret")))).contains("\"token\":\"token-1\"");
        assertThat(get("manifests/1.0", "Authorization", "Bearer token-1").statusCode())
                .isEqualTo(200);
        assertThat(get("manifests/1.0", "Authorization", "Bearer token-1").statusCode())
                .isEqualTo(200);
        assertThat(get("manifests/1.0", "Authorization", "Bearer token-1").statusCode())
                .isEqualTo(401);
        assertThat(text(token("other", basic("ann", "secret")))).contains("token-2");
        assertThat(get("manifests/1.0", "Authorization", "Bearer token-2").statusCode())
                .isEqualTo(401);
        assertThat(authentication.issuedTokens()).isEqualTo(2);
    }

    @Test
    void givesTokensToAnonymousAndToIdentityTokens() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("ann", "secret")
                .withAnonymousTokens()
                .withIdentityToken("identity"));
        assertThat(token("library/hello", null).statusCode()).isEqualTo(200);
        assertThat(token("library/hello", basic("ann", "wrong")).statusCode()).isEqualTo(401);

        String form = "grant_type=refresh_token&service=testkit&scope=repository%3Alibrary/hello%3Apull&refresh_token=";
        assertThat(post(form + "identity").statusCode()).isEqualTo(200);
        assertThat(post(form + "other").statusCode()).isEqualTo(401);
        assertThat(get("manifests/1.0", "Authorization", "Bearer token-2").statusCode())
                .isEqualTo(200);
    }

    @Test
    void countsMisbehavioursOnlyWhereTheRequestWasAllowed() throws Exception {
        registry.authenticate(RegistryAuthentication.basic("ann", "secret"));
        registry.misbehave("GET", ".*", 1, Misbehaviour.status(500));

        assertThat(get("manifests/1.0").statusCode()).isEqualTo(401);
        assertThat(get("manifests/1.0", "Authorization", basic("ann", "secret")).statusCode())
                .isEqualTo(500);
        assertThat(registry.requests()).hasSize(2);
    }

    private HttpResponse<byte[]> token(String repository, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(registry.url() + "/token?service=testkit&scope=repository%3A" + repository + "%3Apull"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(String form) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(registry.url() + "/token"))
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(registry.url() + "/v2/library/hello/" + path));
    }

    private Digest layerOf(Descriptor image) {
        return images.parsed(image.digest()).orElseThrow().children().get(1).digest();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
