package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.api.ServerFiles;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands against a real server on loopback. */
final class CommandsTest extends CommandFixture {
    private static final String STREAM = "factory-7";

    private Path medium;

    @BeforeEach
    void makeMedium() throws Exception {
        medium = Files.createDirectory(folder.resolve("medium"));
    }

    private TestBundle bundle(long sequence, String tag) {
        return new VolumeBuilder(KEY)
                .stream(STREAM)
                        .sequence(sequence)
                        .image("factory.example/app", tag, ("a layer of " + tag).getBytes(UTF_8))
                        .nextVolume()
                        .image("factory.example/tool", tag, "x".repeat(5000).getBytes(UTF_8))
                        .build();
    }

    private Path write(TestBundle bundle, int volume) throws IOException {
        return Files.write(medium.resolve("volume-" + volume + ".tar"), bundle.volume(volume));
    }

    @Test
    void saysWhatABundleWasMadeWithout() throws Exception {
        trust(STREAM);
        byte[] config = "{}".getBytes(UTF_8);
        byte[] manifest = VolumeBuilder.manifest(config, "left out".getBytes(UTF_8));
        TestBundle bundle = new VolumeBuilder(KEY)
                .stream(STREAM)
                        .blob(manifest)
                        .blob(config)
                        .tag("factory.example/app", "1", MediaTypes.OCI_MANIFEST, manifest)
                        .omit(Digest.sha256(manifest), MediaTypes.OCI_LAYER_GZIP, "left out".getBytes(UTF_8))
                        .build();

        assertThat(run("import", write(bundle, 1).toString())).isZero();
        assertThat(err.toString()).contains("factory-7 1 was made without 1 item on purpose");

        assertThat(run("releases", "--left-out")).isZero();
        assertThat(out.toString())
                .contains(
                        "factory-7@1", Digest.sha256("left out".getBytes(UTF_8)).toString(), "platform");
    }

    @Test
    void importsAFolderAndShowsWhatItPublished() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        write(bundle, 1);
        write(bundle, 2);
        Files.writeString(medium.resolve("README.txt"), "not a volume");

        assertThat(run("import", medium.toString())).isZero();
        assertThat(out.toString()).contains("factory-7 1 is published");
        assertThat(err.toString()).contains("skipped, not a volume").contains("README.txt");

        assertThat(run("images")).isZero();
        assertThat(out.toString()).contains("factory.example/app   1.0").contains("factory.example/tool  1.0");
        assertThat(run("releases")).isZero();
        assertThat(out.toString())
                .contains(STREAM, "Head office", "yes", bundle.digest().toString());
        assertThat(run("imports")).isZero();
        assertThat(out.toString()).contains("PUBLISHED", "2/2");
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains("1 keys", "0 unfinished").containsPattern("factory-7 +1 +1 +2");
    }

    @Test
    void importsAgainWithoutSendingAnything() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        write(bundle, 1);
        write(bundle, 2);
        assertThat(run("import", medium.toString())).isZero();
        assertThat(run("import", medium.toString())).isZero();
        assertThat(out.toString()).contains("factory-7 1");
    }

    @Test
    void waitsForTheVolumeThatIsMissingAndGoesOnWithIt() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        Path second = write(bundle, 2);
        assertThat(run("import", second.toString())).isEqualTo(4);
        assertThat(out.toString()).contains("factory-7 1 waits", "1");
        assertThat(run("images")).isZero();
        assertThat(out.toString()).doesNotContain("factory.example");

        assertThat(run("import", write(bundle, 1).toString())).isZero();
        assertThat(out.toString()).contains("is published");
    }

    @Test
    void readsAVolumeFromStandardInput() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        write(bundle, 1);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bundle.volume(2)));
        try {
            assertThat(run("import", "-", medium.toString())).isZero();
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void refusesAnUnknownKeyAndChangesNothing() throws Exception {
        write(bundle(1, "1.0"), 1);
        assertThat(run("import", medium.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("No trusted key", "appliance trust add");
        assertThat(run("imports", "--json")).isZero();
        assertThat(out.toString().strip()).isEqualTo("{\"imports\":[]}");
    }

    @Test
    void aDamagedVolumeDoesNotKeepTheOthersFromBeingRead() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        Path first = write(bundle, 1);
        write(bundle, 2);
        byte[] damaged = Files.readAllBytes(first);
        damaged[damaged.length - 1600] ^= 1;
        Files.write(first, damaged);

        assertThat(run("import", medium.toString())).isEqualTo(4);
        assertThat(err.toString()).contains("volume-1.tar", "sync-agent save --volumes 1");
        assertThat(out.toString()).contains("waits");
        write(bundle, 1);
        assertThat(run("import", medium.toString())).isZero();
    }

    @Test
    void holdsUntilToldToPublish() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        write(bundle, 1);
        write(bundle, 2);
        assertThat(run("import", "--hold", medium.toString())).isZero();
        assertThat(out.toString()).contains("appliance publish " + bundle.digest());
        assertThat(run("images")).isZero();
        assertThat(out.toString()).doesNotContain("factory.example");
        assertThat(run("publish", bundle.digest().toString())).isZero();
        assertThat(run("images")).isZero();
        assertThat(out.toString()).contains("factory.example/app");
    }

    @Test
    void discardsWhatIsNotPublished() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        assertThat(run("import", write(bundle, 1).toString())).isEqualTo(4);
        assertThat(run("discard", bundle.digest().toString())).isZero();
        assertThat(run("imports", "--json")).isZero();
        assertThat(out.toString().strip()).isEqualTo("{\"imports\":[]}");
        assertThat(run("discard", bundle.digest().toString())).isEqualTo(4);
    }

    @Test
    void revokesAKey() throws Exception {
        trust(STREAM);
        assertThat(run("trust", "revoke", KEY.verificationKey().id().toString()))
                .isZero();
        assertThat(run("trust", "list")).isZero();
        assertThat(out.toString()).contains("revoked");
        write(bundle(1, "1.0"), 1);
        assertThat(run("import", medium.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("revoked");
        assertThat(run("trust", "revoke", "sha256:" + "0".repeat(64))).isEqualTo(4);
    }

    @Test
    void refusesAPrivateKeyAndNonsenseAsKeys() throws Exception {
        Path secret = Files.writeString(folder.resolve("key.pem"), KEY.toPem());
        assertThat(run("trust", "add", secret.toString(), "--publisher", "P", "--stream", STREAM))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Give the public key");
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "\0\1\2");
        assertThat(run("trust", "add", nonsense.toString(), "--publisher", "P", "--stream", STREAM))
                .isEqualTo(2);
        assertThat(run("trust", "add", key.toString(), "--publisher", "P", "--stream", "../up"))
                .isEqualTo(2);
        assertThat(run("trust", "add", key.toString(), "--publisher", " ", "--stream", STREAM))
                .isEqualTo(2);
        assertThat(run("trust", "add", key.toString(), "--publisher", "P", "--stream", STREAM, "--threshold", "0"))
                .isEqualTo(2);
    }

    @Test
    void rebuildsTheDatabaseWithTheSameImages() throws Exception {
        trust(STREAM);
        TestBundle bundle = bundle(1, "1.0");
        write(bundle, 1);
        write(bundle, 2);
        assertThat(run("import", medium.toString())).isZero();
        assertThat(run("images", "--json")).isZero();
        String before = out.toString();
        assertThat(run("rebuild")).isZero();
        assertThat(out.toString()).contains("rebuilt from 2 journal records");
        assertThat(run("images", "--json")).isZero();
        assertThat(out.toString()).isEqualTo(before);
    }

    @Test
    void printsJsonThatOthersCanRead() throws Exception {
        trust(STREAM);
        write(bundle(1, "1.0"), 2);
        assertThat(run("import", medium.toString(), "--json")).isEqualTo(4);
        var report = StrictJson.parseObject("output", out.toString().strip().getBytes(UTF_8), 1 << 20);
        assertThat(report.objects("imports")).hasSize(1);
        assertThat(report.objects("imports").get(0).text("state")).isEqualTo("WAITING");
        assertThat(report.objects("imports").get(0).sizes("missing")).containsExactly(1L);
        assertThat(run("status", "--json")).isZero();
        assertThat(StrictJson.parseObject("output", out.toString().strip().getBytes(UTF_8), 1 << 20)
                        .size("unfinishedImports"))
                .isEqualTo(1);
    }

    @Test
    void keepsItsTokenToItsOwnerAndAsksForIt() throws Exception {
        for (String file : new String[] {ServerFiles.ADMIN_TOKEN, ServerFiles.ADDRESS}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                    .isEqualTo("rw-------");
        }
        Path wrong = Files.writeString(folder.resolve("token"), "x".repeat(43));
        assertThat(run("status", "--token-file", wrong.toString())).isEqualTo(5);
        assertThat(err.toString()).contains("The admin token is missing or wrong");
        assertThat(run("trust", "list", "--token-file", wrong.toString())).isEqualTo(5);
    }

    @Test
    void saysWhenNoServerRuns() throws Exception {
        server.close();
        assertThat(run("status")).isEqualTo(5);
        assertThat(err.toString()).contains("No appliance runs on", "appliance serve --data");
        server = serve();
        assertThat(run("status")).isZero();
    }

    @Test
    void saysWhenThereIsNothingToImport() {
        assertThat(run("import", medium.toString())).isEqualTo(4);
        assertThat(err.toString()).contains("There is no volume");
        assertThat(run("import", folder.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no such file or folder").contains("nowhere");
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        assertThat(run("serve", "--listen", "127.0.0.1:0")).isNotZero();
        assertThat(err.toString()).contains(data.toString());
    }

    @Test
    void refusesToListenWhereItCannotOrHalfProtected() throws Exception {
        server.close();
        assertThat(run("serve", "--listen", "127.0.0.1:0", "--client-ca", "ca.pem"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--tls-cert");
        assertThat(run("serve", "--listen", "nonsense")).isEqualTo(2);
        assertThat(run("serve", "--listen", "127.0.0.1:0", "--tls-cert", "only.pem"))
                .isEqualTo(2);
        server = serve();
    }
}
