package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class RegistryApiTest {
    private static final String APP = "docker.io/library/app";
    private static final String UNKNOWN_DIGEST = "sha256:" + "0".repeat(64);
    /** White space and member order as no encoder would write them. */
    private static final String MANIFEST = "{ \"mediaType\":\"x\",\n  \"schemaVersion\" : 2 }\n";

    @TempDir
    private Path folder;

    private RegistryFixture registry;
    private RawConnection connection;
    private Descriptor manifest;

    @BeforeEach
    void start() throws Exception {
        registry = new RegistryFixture(folder);
        connection = registry.connect();
        manifest = registry.published.manifest(APP, MediaTypes.OCI_MANIFEST, MANIFEST);
        registry.published.tag(APP, "1.27", manifest);
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        registry.published.awaitAllClosed();
        registry.close();
    }

    private Answer get(String path, String... headers) throws Exception {
        return connection.get(path, headers).answer();
    }

    @Test
    void baseSaysThatThisIsARegistry() throws Exception {
        for (String path : new String[] {"/v2/", "/v2"}) {
            Answer answer = get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{}");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
            Answer head = connection.request("HEAD", path).head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.27", "DIGEST"})
    void manifestIsServedByteForByte(String reference) throws Exception {
        String path = "/v2/" + APP + "/manifests/"
                + reference.replace("DIGEST", manifest.digest().toString());
        Answer answer = get(path, "Accept: text/plain");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(MANIFEST);
        assertThat(answer.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(answer.header("Docker-Content-Digest"))
                .isEqualTo(manifest.digest().toString());
        Answer head = connection.request("HEAD", path).head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(MANIFEST.length()));
        assertThat(head.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(head.header("Docker-Content-Digest"))
                .isEqualTo(manifest.digest().toString());
        assertThat(head.header("Connection")).isNull();
        assertThat(registry.published.opened()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MediaTypes.OCI_INDEX,
                MediaTypes.DOCKER_LIST,
                MediaTypes.DOCKER_MANIFEST,
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "application/x-unheard-of",
            })
    void manifestKeepsItsTypeWhateverIsAccepted(String type) throws Exception {
        Descriptor other = registry.published.manifest("quay.example_8443/a/b", type, "{\"of\":\"" + type + "\"}");
        String path = "/v2/quay.example_8443/a/b/manifests/" + other.digest();
        for (String accept : new String[] {"application/json", "*/*", MediaTypes.OCI_MANIFEST + ";q=0.5", "nonsense"}) {
            Answer answer = get(path, "Accept: " + accept, "Accept: text/html");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo(type);
        }
        assertThat(get(path).header("Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/library/app/manifests/1.27",
        "/v2/app/manifests/1.27",
        "/v2/docker.io/library/app/manifests/1.27",
    })
    void shortNameIsOfTheDefaultRegistry(String path) throws Exception {
        Answer answer = get(path);
        assertThat(answer.text()).isEqualTo(MANIFEST);
        assertThat(answer.header("OCI-Namespace")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"docker.io, library/app", "Index.Docker.io, library/app", "docker.io, docker.io/library/app"})
    void namespaceSaysTheHostAndIsEchoed(String namespace, String name) throws Exception {
        Answer answer = get("/v2/" + name + "/manifests/1.27?ns=" + namespace);
        assertThat(answer.text()).isEqualTo(MANIFEST);
        assertThat(answer.header("OCI-Namespace")).isEqualTo(namespace);
        assertThat(get("/v2/" + name + "/tags/list?ns=" + namespace).header("OCI-Namespace"))
                .isEqualTo(namespace);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/library/app/manifests/1.27?ns=quay.example, MANIFEST_UNKNOWN",
        "/v2/library/app/manifests/1.28, MANIFEST_UNKNOWN",
        "/v2/library/app/manifests/DIGEST, MANIFEST_UNKNOWN",
        "/v2/library/app/blobs/DIGEST, BLOB_UNKNOWN",
        "/v2/library/other/blobs/HELD, BLOB_UNKNOWN",
        "/v2/library/other/manifests/HELD, MANIFEST_UNKNOWN",
        "/v2/library/other/tags/list, NAME_UNKNOWN",
        "/v2/nothing/here, NAME_UNKNOWN",
        "/v2/library/app/manifests/, NAME_UNKNOWN",
    })
    void whatIsNotHereIsUnknown(String path, String code) throws Exception {
        String full = path.replace("DIGEST", UNKNOWN_DIGEST)
                .replace("HELD", manifest.digest().toString());
        assertError(get(full), 404, code);
        Answer head = connection.request("HEAD", full).head();
        assertThat(head.status()).isIn(404, 405);
        assertThat(head.header("Content-Length")).isNotNull();
        assertThat(head.header("Connection")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/Library/app/manifests/1.27, NAME_INVALID",
        "/v2/library/../app/manifests/1.27, NAME_INVALID",
        "/v2/library%2fapp/../x/manifests/1.27, NAME_INVALID",
        "/v2/library/%2e%2e/app/manifests/1.27, NAME_INVALID",
        "/v2/library//app/manifests/1.27, NAME_INVALID",
        "/v2/library/app%00/blobs/DIGEST, NAME_INVALID",
        "/v2/-/tags/list, NAME_INVALID",
        "/v2/library/app/manifests/.hidden, TAG_INVALID",
        "/v2/library/app/manifests/sha256:abc, DIGEST_INVALID",
        "/v2/library/app/manifests/md5:d41d8cd98f00b204e9800998ecf8427e, DIGEST_INVALID",
        "/v2/library/app/blobs/latest, DIGEST_INVALID",
        "/v2/library/app/blobs/sha256:%2e%2e, DIGEST_INVALID",
        "/v2/library/app/referrers/latest, DIGEST_INVALID",
        "/v2/library/app/tags/list?n=-1, PAGINATION_NUMBER_INVALID",
        "/v2/library/app/tags/list?n=x, PAGINATION_NUMBER_INVALID",
        "/v2/library/app/tags/list?n=, PAGINATION_NUMBER_INVALID",
        "/v2/library/app/tags/list?ns=a/b, NAME_INVALID",
        "/v2/library/app/tags/list?ns=.., NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io&ns=quay.io, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io&ns=docker.io, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io&%6es=quay.io, NAME_INVALID",
        "/v2/library/app/tags/list?ns=, NAME_INVALID",
        "/v2/library/app/tags/list?ns=%2e%2e, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io%2flibrary, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io%2f%2e%2e, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io%252f%252e%252e, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io%00, NAME_INVALID",
        "/v2/library/app/tags/list?ns=docker.io%0d%0aX-Injected:%201, NAME_INVALID",
        "/v2/library/app/tags/list?ns=LONG, NAME_INVALID",
        "/v2/library/app/tags/list?ns=%5b::1%5d, NAME_INVALID",
        "/v2/library/app/tags/list?ns=%5b::1%5d:5000, NAME_INVALID",
        "/v2/library/app/tags/list?ns=::1, NAME_INVALID",
        "/v2/library/app/blobs/DIGEST?ns=a/b, NAME_INVALID",
        "/v2/library/app/manifests/1.27?ns=.., NAME_INVALID",
        "/v2/library/app/referrers/DIGEST?ns=LONG, NAME_INVALID",
    })
    void malformedRequestSaysWhatIsWrong(String path, String code) throws Exception {
        Answer answer = get(path.replace("DIGEST", UNKNOWN_DIGEST).replace("LONG", "a".repeat(300)));
        assertError(answer, 400, code);
        assertThat(answer.headers()).doesNotContainKeys("oci-namespace", "x-injected");
    }

    @Test
    void nameMayContainTheWordsOfThePath() throws Exception {
        String name = "docker.io/a/manifests/b/blobs/tags/list";
        Descriptor odd = registry.published.manifest(name, MediaTypes.OCI_INDEX, "{}");
        Descriptor blob = registry.published.blob(name, new byte[3]);
        registry.published.tag(name, "list", odd);
        assertThat(get("/v2/" + name + "/manifests/list").text()).isEqualTo("{}");
        assertThat(get("/v2/" + name + "/blobs/" + blob.digest()).body()).hasSize(3);
        assertThat(get("/v2/" + name + "/tags/list").text()).contains("\"tags\":[\"list\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v2/library/app/blobs/uploads/",
        "POST, /v2/library/app/blobs/uploads",
        "PUT, /v2/library/app/manifests/1.27",
        "DELETE, /v2/library/app/manifests/1.27",
        "DELETE, /v2/library/app/blobs/sha256:ab",
    })
    void refusesToBeWritten(String method, String path) throws Exception {
        Answer answer = connection
                .request(method, path, "Content-Type: application/octet-stream", "Content-Length: 4")
                .send("body")
                .answer();
        assertError(answer, 405, "UNSUPPORTED");
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(get("/v2/").status()).isEqualTo(200);
    }

    @Test
    void tagsComeSortedAndInPages() throws Exception {
        for (String tag : List.of("b", "a", "1.10", "1.9", "B", "_x")) {
            registry.published.tag(APP, tag, manifest);
        }
        Answer all = get("/v2/library/app/tags/list");
        assertThat(all.text())
                .isEqualTo("{\"name\":\"library/app\",\"tags\":[\"1.10\",\"1.27\",\"1.9\",\"B\",\"_x\",\"a\",\"b\"]}");
        assertThat(all.header("Content-Type")).isEqualTo("application/json");
        assertThat(all.header("Link")).isNull();
        assertThat(get("/v2/library/app/tags/list?n=3").text()).contains("[\"1.10\",\"1.27\",\"1.9\"]");
        assertThat(get("/v2/library/app/tags/list?n=3").header("Link"))
                .isEqualTo("</v2/library/app/tags/list?n=3&last=1.9>; rel=\"next\"");
        assertThat(get("/v2/library/app/tags/list?n=3&last=1.9").text()).contains("[\"B\",\"_x\",\"a\"]");
        Answer end = get("/v2/library/app/tags/list?n=3&last=a");
        assertThat(end.text()).contains("[\"b\"]");
        assertThat(end.header("Link")).isNull();
        assertThat(get("/v2/library/app/tags/list?n=7").header("Link")).isNull();
        assertThat(get("/v2/library/app/tags/list?last=C").text()).contains("[\"_x\",\"a\",\"b\"]");
        assertThat(get("/v2/library/app/tags/list?n=99999999999999999999").text())
                .contains("\"b\"]");
        assertThat(get("/v2/library/app/tags/list?n=1&ns=docker.io").header("Link"))
                .endsWith("&ns=docker.io>; rel=\"next\"");
    }

    @Test
    void pageOfNoTagsHasNoNext() throws Exception {
        Answer answer = get("/v2/library/app/tags/list?n=0");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"name\":\"library/app\",\"tags\":[]}");
        assertThat(answer.header("Link")).isNull();
    }

    @Test
    void referrersAreAnIndexAndCanBeFiltered() throws Exception {
        Descriptor signature = referrer("application/vnd.example.signature", 1);
        Descriptor bill = referrer("application/spdx+json", 2);
        registry.published.referrers(APP, manifest.digest(), List.of(signature, bill));
        String path = "/v2/library/app/referrers/" + manifest.digest();
        Answer all = get(path);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(all.header("OCI-Filters-Applied")).isNull();
        assertThat(all.text())
                .startsWith("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[{")
                .contains(signature.digest().toString(), bill.digest().toString(), "\"annotations\":{\"n\":\"1\"}");
        Answer filtered = get(path + "?artifactType=application/spdx%2Bjson");
        assertThat(filtered.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(filtered.text())
                .contains(bill.digest().toString())
                .doesNotContain(signature.digest().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"library/app", "library/unknown"})
    void subjectWithoutReferrersHasAnEmptyIndex(String name) throws Exception {
        Answer answer = get("/v2/" + name + "/referrers/" + UNKNOWN_DIGEST);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(answer.text()).contains("\"manifests\":[]");
    }

    @Test
    void sha512IsServedToo() throws Exception {
        assertError(get("/v2/library/app/blobs/sha512:" + "0".repeat(128)), 404, "BLOB_UNKNOWN");
    }

    @Test
    void failureInsideSaysOnlyWhereToLook() throws Exception {
        registry.published.breakDisk();
        Answer answer = get("/v2/library/app/manifests/1.27");
        assertError(answer, 500, "UNKNOWN");
        assertThat(answer.text()).matches(".*internal error [0-9a-f]{16};.*").doesNotContain("broken");
        assertThat(get("/v2/library/app/blobs/" + UNKNOWN_DIGEST).status()).isEqualTo(404);
    }

    private Descriptor referrer(String artifactType, int number) {
        Digest digest = Digest.sha256(new byte[number]);
        return new Descriptor(
                MediaTypes.OCI_MANIFEST, digest, number, null, artifactType, Map.of("n", "" + number), List.of());
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    }
}
