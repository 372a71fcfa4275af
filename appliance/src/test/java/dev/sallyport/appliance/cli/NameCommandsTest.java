package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The commands about names, and what clients are answered afterwards, against a real server on loopback. */
final class NameCommandsTest extends CommandFixture {
    private static final String APP = "docker.io/library/app";

    private VolumeBuilder bundle(String stream) {
        return new VolumeBuilder(KEY).stream(stream);
    }

    private TestBundle publish(String stream, VolumeBuilder builder, String... trust) throws Exception {
        trust(stream, trust);
        TestBundle bundle = builder.build();
        Path volume = Files.write(folder.resolve(stream + ".tar"), bundle.volume(1));
        assertThat(run("import", volume.toString())).as(err.toString()).isZero();
        return bundle;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private record Answer(int status, String digest, String warning, String body) {}

    private Answer get(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(server.uri() + path).toURL().openConnection();
        connection.setRequestMethod(method);
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(
                    status,
                    connection.getHeaderField("Docker-Content-Digest"),
                    connection.getHeaderField("Warning"),
                    in == null ? "" : new String(in.readAllBytes(), UTF_8));
        }
    }

    @Test
    void derivedTagsAnswerGetAndHeadAlikeAndAreListedOnlyWhenAsked() throws Exception {
        publish("a", bundle("a").image(APP, "1.26.2", bytes("x")).image(APP, "1.27.3", bytes("y")));

        Answer exact = get("GET", "/v2/library/app/manifests/1.27.3");
        Answer got = get("GET", "/v2/library/app/manifests/latest");
        Answer head = get("HEAD", "/v2/library/app/manifests/latest?ns=docker.io");
        assertThat(exact.warning()).isNull();
        assertThat(got.digest()).isEqualTo(exact.digest()).isEqualTo(head.digest());
        assertThat(got.body()).isEqualTo(exact.body());
        assertThat(got.warning())
                .isEqualTo("299 - \"latest is no tag here; 1.27.3 is what it stands for\"")
                .isEqualTo(head.warning());
        assertThat(get("GET", "/v2/library/app/tags/list").body()).contains("[\"1.26.2\",\"1.27.3\"]");
        assertThat(get("GET", "/v2/library/app/tags/list?derived=true").body())
                .contains("[\"1\",\"1.26\",\"1.26.2\",\"1.27\",\"1.27.3\",\"latest\"]");
        Answer missing = get("GET", "/v2/library/app/manifests/1.28");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).contains("the nearest tags are 1.27.3, 1.26.2");
    }

    @Test
    void resolveSaysWhichRulesAnswerAndWhyOthersDoNot() throws Exception {
        publish("a", bundle("a").image(APP, "1.26.2", bytes("x")).image(APP, "1.27.3", bytes("y")));

        assertThat(run("resolve", "app:1", "--platform", "linux/amd64")).isZero();
        assertThat(out.toString())
                .contains(APP + " (under the default registry)", "1.27.3 (a derived tag)", "release     a@1")
                .contains("linux/amd64 is sha256:", "1.26.2", "lower than 1.27.3");
        assertThat(run("resolve", "app", "--platform", "linux/arm64")).isEqualTo(4);
        assertThat(err.toString()).contains("not for linux/arm64");
        assertThat(run("resolve", APP + ":2")).isEqualTo(4);
        assertThat(err.toString()).contains(APP + ":2 is not here: the nearest tags are 1.27.3");
        String digest = get("GET", "/v2/library/app/manifests/1.27.3").digest();
        assertThat(run("resolve", "app@" + digest.substring("sha256:".length(), 15), "--json"))
                .isZero();
        assertThat(StrictJson.parse("out", bytes(out.toString()), 1 << 20)).isNotNull();
        assertThat(out.toString()).contains(digest, "the beginning of its digest");
        assertThat(run("resolve", "app@nonsense")).isEqualTo(2);
    }

    @Test
    void tagsOnlyInLocalRepositoriesAndLinksAllThatTheImageIsMadeOf() throws Exception {
        publish("a", bundle("a").image(APP, "1.27.3", bytes("layer")));

        assertThat(run("tag", "app", "team/app:approved")).isZero();
        Answer tagged = get("GET", "/v2/team/app/manifests/approved");
        assertThat(tagged.digest())
                .isEqualTo(get("GET", "/v2/library/app/manifests/1.27.3").digest());
        String layer = dev.sallyport.oci.Digest.sha256(bytes("layer")).toString();
        assertThat(get("GET", "/v2/team/app/blobs/" + layer).body()).isEqualTo("layer");

        assertThat(run("tag", "app", "library/mine:1")).isEqualTo(3);
        assertThat(run("tag", "app", APP + ":mine")).isEqualTo(3);
        assertThat(err.toString()).contains("belongs to stream 'a'");
        assertThat(run("tag", "nothing:9", "team/app:9")).isEqualTo(4);
        assertThat(run("tag", "app", "team/app")).isEqualTo(2);

        assertThat(run("untag", "team/app:approved")).isZero();
        assertThat(get("GET", "/v2/team/app/manifests/approved").status()).isEqualTo(404);
        assertThat(run("untag", "team/app:approved")).isEqualTo(4);
        assertThat(run("untag", APP + ":1.27.3")).isEqualTo(5);
    }

    @Test
    void aliasesAreMadeListedAndRemoved() throws Exception {
        publish(
                "a",
                bundle("a").image("mcr.example/core", "1.0", bytes("x")).alias("windowscore", "mcr.example/core"),
                "--aliases",
                "windows*");
        assertThat(get("GET", "/v2/windowscore/manifests/1.0").status()).isEqualTo(200);
        assertThat(run("alias", "add", "core", "mcr.example/core")).isZero();
        assertThat(get("GET", "/v2/library/core/manifests/latest").status()).isEqualTo(200);
        assertThat(run("alias", "list")).isZero();
        assertThat(out.toString()).contains("an administrator", "stream a");
        Answer deleted = get("DELETE", "/v2/core/manifests/1.0");
        assertThat(deleted.status()).isEqualTo(405);
        assertThat(deleted.body()).contains("an alias for mcr.example/core", "UNSUPPORTED");
        assertThat(run("untag", "core:1.0")).isEqualTo(3);
        assertThat(err.toString()).contains("an alias for mcr.example/core", "alias rm core");
        assertThat(run("alias", "add", "other", "core")).isEqualTo(3);
        assertThat(err.toString()).contains("one alias does not lead to another");
        assertThat(run("alias", "rm", "core")).isZero();
        assertThat(get("GET", "/v2/library/core/manifests/latest").status()).isEqualTo(404);
        assertThat(run("alias", "rm", "core")).isEqualTo(4);
    }

    @Test
    void streamsAreOrderedAndRolledBack() throws Exception {
        TestBundle first = publish("a", bundle("a").image(APP, "1", bytes("a")));
        publish("b", bundle("b").image(APP, "1", bytes("b")));
        String before = get("GET", "/v2/library/app/manifests/1").digest();
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains("Several streams have these tags", APP + ":1");

        assertThat(run("streams", "order", "b", "a")).isZero();
        assertThat(out.toString().lines()).containsExactly("b", "a");
        assertThat(get("GET", "/v2/library/app/manifests/1").digest()).isNotEqualTo(before);
        assertThat(run("streams", "order", "c")).isEqualTo(4);
        assertThat(run("streams", "order")).isZero();

        publish("a", bundle("a").sequence(2).previous(1, first.digest()).image(APP, "2", bytes("2")));
        assertThat(get("GET", "/v2/library/app/manifests/2").status()).isEqualTo(200);
        assertThat(run("rollback", "a")).isZero();
        assertThat(out.toString()).contains("a shows 1");
        assertThat(get("GET", "/v2/library/app/manifests/1").digest()).isEqualTo(before);
        assertThat(run("rollback", "a", "1")).isZero();
        assertThat(out.toString()).contains("as it did before");
        assertThat(run("rollback", "a")).isNotZero();
        assertThat(run("rollback", "a", "7")).isNotZero();
        assertThat(run("rollback", "c")).isEqualTo(4);
    }

    @Test
    void searchAndCatalogTellWhatIsHere() throws Exception {
        publish(
                "a",
                bundle("a")
                        .image(APP, "1", bytes("1"))
                        .image("quay.io/team/app-tools", "1", bytes("2"))
                        .image("quay.io/team/other", "1", bytes("3")));
        assertThat(run("tag", "app:1", "mine/myapp:1")).isZero();

        assertThat(get("GET", "/v1/_ping").body()).isEqualTo("true");
        String found = get("GET", "/v1/search?q=app&n=25").body();
        assertThat(found).contains("\"num_results\":3", "\"is_official\":true").doesNotContain("other");
        assertThat(found.indexOf(APP)).isLessThan(found.indexOf("app-tools"));
        assertThat(found.indexOf("app-tools")).isLessThan(found.indexOf("mine/myapp"));
        assertThat(get("GET", "/v1/search?n=1&page=2&q=app").body())
                .contains("app-tools")
                .doesNotContain(APP);
        assertThat(get("GET", "/v1/search").body()).contains("\"num_results\":4");
        assertThat(get("GET", "/v1/search?q=%00%27&n=x").status()).isEqualTo(400);
        assertThat(get("GET", "/v1/search?q=%00%27").body()).contains("\"num_results\":0");

        assertThat(get("GET", "/v2/_catalog").body())
                .isEqualTo("{\"repositories\":[\"" + APP
                        + "\",\"mine/myapp\",\"quay.io/team/app-tools\",\"quay.io/team/other\"]}");
        assertThat(get("GET", "/v2/_catalog?n=2&last=" + APP).body())
                .isEqualTo("{\"repositories\":[\"mine/myapp\",\"quay.io/team/app-tools\"]}");
    }
}
