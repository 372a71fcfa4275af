package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static dev.sallyport.appliance.registry.PushFixture.descriptor;
import static dev.sallyport.appliance.registry.PushFixture.manifestText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long lists of referrers, and those that clients wrote down under the fallback tag. */
@Timeout(120)
final class ReferrerPagingTest {
    private static final byte[] SUBJECT = bytes("a subject");
    private static final String PATH = "/v2/team/app/referrers/" + Digest.sha256(SUBJECT);
    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] LAYER = bytes("a layer");

    @TempDir
    private Path folder;

    private PushFixture registry;

    @BeforeEach
    void start() throws Exception {
        registry = new PushFixture(folder);
        registry.blob("team/app", CONFIG);
        registry.blob("team/app", LAYER);
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    private String push(String more) throws Exception {
        byte[] manifest = bytes(manifestText(CONFIG, LAYER, more));
        String digest = Digest.sha256(manifest).toString();
        Answer answer = registry.send(
                "PUT", "/v2/team/app/manifests/" + digest, manifest, "Content-Type: " + MediaTypes.OCI_MANIFEST);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return digest;
    }

    private static String referring(String type, String note) {
        return ",\"artifactType\":\"" + type + "\",\"annotations\":{\"note\":\"" + note + "\"},\"subject\":"
                + descriptor(MediaTypes.OCI_MANIFEST, SUBJECT);
    }

    private static List<String> digests(String text) {
        List<String> digests = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"digest\":\"([^\"]+)\"").matcher(text);
        while (matcher.find()) {
            digests.add(matcher.group(1));
        }
        return digests;
    }

    /** Annotations that make more than one page. */
    @Test
    void pagesCoverEachReferrerOnce() throws Exception {
        TreeSet<String> pushed = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            pushed.add(push(referring("application/x.a", i + "x".repeat(100_000))));
        }
        List<String> listed = new ArrayList<>();
        int pages = 0;
        String next = PATH + "?artifactType=application%2Fx.a";
        while (next != null) {
            Answer page = registry.get(next);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("OCI-Filters-Applied")).isEqualTo("artifactType");
            assertThat(page.body().length).isLessThan(4 << 20);
            listed.addAll(digests(page.text()));
            pages++;
            String link = page.header("Link");
            next = link == null ? null : link.replaceFirst("<([^>]*)>; rel=\"next\"", "$1");
        }
        assertThat(listed).containsExactlyElementsOf(pushed);
        assertThat(pages).isGreaterThan(1);
    }

    @Test
    void fallbackTagIsMergedIn() throws Exception {
        String own = push(referring("application/x.a", "own"));
        String noted = push(",\"artifactType\":\"application/x.b\"");
        String elsewhere = Digest.sha256(bytes("not here")).toString();
        String entries = entry(own) + "," + entry(noted) + "," + entry(elsewhere);
        byte[] index = bytes(
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[" + entries + "]}");
        String tag = Digest.sha256(SUBJECT).toString().replace(':', '-');
        registry.send("PUT", "/v2/team/app/manifests/" + tag, index, "Content-Type: " + MediaTypes.OCI_INDEX);
        assertThat(digests(registry.get(PATH).text())).containsExactlyElementsOf(new TreeSet<>(List.of(own, noted)));
        assertThat(digests(registry.get(PATH + "?artifactType=application/x.b").text()))
                .containsExactly(noted);
        assertThat(registry.get(PATH).text()).contains("\"note\":\"own\"");
    }

    private static String entry(String digest) {
        return "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"size\":1,\"digest\":\"" + digest + "\"}";
    }

    /** Nobody needs a list of everything that was never here in one answer. */
    @Test
    void aListOfWhatIsNotHereIsLookedThroughInParts() throws Exception {
        String noted = push(",\"artifactType\":\"application/x.b\"");
        String own = push(referring("application/x.a", "own"));
        List<String> entries = new ArrayList<>(List.of(entry(noted), entry(own)));
        for (int i = 0; i < 3000; i++) {
            entries.add(entry(Digest.sha256(bytes("not here " + i)).toString()));
        }
        byte[] index = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                + String.join(",", entries) + "]}");
        String tag = Digest.sha256(SUBJECT).toString().replace(':', '-');
        registry.send("PUT", "/v2/team/app/manifests/" + tag, index, "Content-Type: " + MediaTypes.OCI_INDEX);
        List<String> listed = new ArrayList<>();
        assertThat(follow(PATH, listed)).isEqualTo(4);
        assertThat(listed).containsExactlyElementsOf(new TreeSet<>(List.of(own, noted)));
    }

    /** Two of them are more than what is read at once. */
    @Test
    void largeOnesAreReadFewAtATime() throws Exception {
        TreeSet<String> pushed = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            pushed.add(push(referring("application/x.a", i + "x".repeat(1_200_000))));
        }
        assertThat(registry.store
                        .repositories()
                        .referrers(new RepositoryName("team/app"), Digest.sha256(SUBJECT), null, null, 16))
                .hasSize(1);
        List<String> listed = new ArrayList<>();
        follow(PATH, listed);
        assertThat(listed).containsExactlyElementsOf(pushed);
    }

    /** Collects what the pages from {@code path} on list, and counts them. */
    private int follow(String path, List<String> listed) throws Exception {
        int pages = 0;
        String next = path;
        while (next != null) {
            Answer page = registry.get(next);
            assertThat(page.status()).isEqualTo(200);
            listed.addAll(digests(page.text()));
            pages++;
            String link = page.header("Link");
            next = link == null ? null : link.replaceFirst("<([^>]*)>; rel=\"next\"", "$1");
        }
        return pages;
    }

    @Test
    void unknownSubjectHasNone() throws Exception {
        for (String name : new String[] {"team/app", "team/none", "docker.io/library/none"}) {
            Answer answer = registry.get("/v2/" + name + "/referrers/" + Digest.sha256(bytes("?")));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
            assertThat(answer.text()).contains("\"manifests\":[]");
        }
        assertThat(registry.get(PATH + "?last=bad").status()).isEqualTo(400);
    }
}
