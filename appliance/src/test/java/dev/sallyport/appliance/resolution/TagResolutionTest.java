package dev.sallyport.appliance.resolution;

import static dev.sallyport.appliance.resolution.NamesFixture.APP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.appliance.store.UnknownReleaseException;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TagResolutionTest {
    private static final RepositoryName REPOSITORY = new RepositoryName(APP);

    @TempDir
    private Path data;

    private NamesFixture names;

    @BeforeEach
    void open() throws Exception {
        names = new NamesFixture(data);
    }

    @AfterEach
    void close() throws Exception {
        names.close();
    }

    @Test
    void derivesFromTheTagsOfARelease() throws Exception {
        names.publish("a", APP, "1.26.2", "1.27.3", "1.27.1-alpine", "2.0.0-rc.1");

        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 1.27.3");
        assertThat(names.answer(APP, "1")).isEqualTo("DERIVED 1.27.3");
        assertThat(names.answer(APP, "1.26")).isEqualTo("DERIVED 1.26.2");
        assertThat(names.answer(APP, "1.27-alpine")).isEqualTo("DERIVED 1.27.1-alpine");
        assertThat(names.answer(APP, "01.27")).isEqualTo("DERIVED 1.27.3");
        assertThat(names.answer(APP, "001.27.3")).isEqualTo("DERIVED 1.27.3");
        assertThat(names.answer(APP, "1.27.3")).isEqualTo("EXACT 1.27.3");
        assertThat(names.answer(APP, "2")).isEqualTo("nothing");
        assertThat(names.digest(APP, "latest")).isEqualTo(names.digest(APP, "1.27.3"));
    }

    @Test
    void nothingDerivesWhereItIsSwitchedOff() throws Exception {
        names.publish("a", APP, "1.27.3");
        TagResolution off = new TagResolution(names.store(), false);
        assertThat(off.find(REPOSITORY, new Tag("latest"))).isEmpty();
        assertThat(off.find(REPOSITORY, new Tag("1.27.3"))).isPresent();
    }

    @Test
    void nothingDerivesInLocalRepositories() throws Exception {
        names.push("team/app", "1.0", "one");
        assertThat(names.answer("team/app", "1.0")).isEqualTo("EXACT 1.0");
        assertThat(names.answer("team/app", "latest")).isEqualTo("nothing");
        assertThat(names.answer("team/app", "01.0")).isEqualTo("nothing");
        assertThat(names.explain("team/app", "latest")).isEqualTo("the nearest tags are 1.0");
    }

    @Test
    void aReleaseReplacesWhatDerivedBefore() throws Exception {
        names.publish("a", APP, "1.26.2", "3.0");
        names.publish("a", APP, "1.26.2", "1.26.9", "2.1");
        assertThat(names.answer(APP, "1.26")).isEqualTo("DERIVED 1.26.9");
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 2.1");
        assertThat(names.answer(APP, "3")).isEqualTo("nothing");

        names.publish("a", "docker.io/library/other", "7.7");
        assertThat(names.answer(APP, "latest")).isEqualTo("nothing");
        assertThat(names.answer("docker.io/library/other", "7")).isEqualTo("DERIVED 7.7");
    }

    @Test
    void rollingBackBringsBackWhatDerivedThen() throws Exception {
        names.publish("a", APP, "1.26.2");
        names.publish("a", APP, "1.26.2", "1.27.0");
        names.publish("a", APP, "1.27.0");

        names.store().releases().rollback(new StreamName("a"), 1, "test");
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 1.26.2");
        names.store().releases().rollback(new StreamName("a"), 2, "test");
        assertThat(names.answer(APP, "1.26")).isEqualTo("DERIVED 1.26.2");
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 1.27.0");
        names.store().releases().rollback(new StreamName("a"), 3, "test");
        assertThat(names.answer(APP, "1.26")).isEqualTo("nothing");

        names.store().releases().retire(new StreamName("a"), 2, "test");
        assertThatThrownBy(() -> names.store().releases().rollback(new StreamName("a"), 1, "test"))
                .isInstanceOf(UnknownReleaseException.class);
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 1.27.0");
    }

    @Test
    void ofTwoStreamsTheFirstInOrderDecidesAndEveryExactTagGoesBeforeADerivedOne() throws Exception {
        names.publish("a", APP, "1.0", "same", "2.5");
        names.publish("b", APP, "1.0", "same", "1.9", "2");
        Digest first = names.digest(APP, "same");
        assertThat(names.answer(APP, "2")).isEqualTo("EXACT 2");
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 2.5");

        names.store().names().order(List.of(new StreamName("b"), new StreamName("a")), "test");

        assertThat(names.digest(APP, "same")).isNotEqualTo(first);
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 2");
        assertThat(names.answer(APP, "1")).isEqualTo("DERIVED 1.9");
        assertThat(names.store().names().streams().keySet())
                .extracting(StreamName::value)
                .containsExactly("b", "a");
    }

    @Test
    void equalVersionsOfDifferentContentAnswerNothingAndAreNamed() throws Exception {
        names.publish("a", APP, "v1.2", "1.2", "1.1");
        assertThat(names.answer(APP, "latest")).isEqualTo("nothing");
        assertThat(names.explain(APP, "latest")).contains("1.2 or v1.2", "ask for one of them");
        assertThat(names.answer(APP, "1")).isEqualTo("DERIVED 1.2");
    }

    @Test
    void anAliasGoesBeforeWhatDerivesAndAfterWhatIsThere() throws Exception {
        names.publish("a", APP, "1.26.2", "1.27.3");
        names.store()
                .names()
                .setAlias(ImageName.parse(APP + ":latest"), ImageName.parse(APP + ":1.26.2"), null, "test");
        names.store().names().setAlias(ImageName.parse(APP + ":prod"), ImageName.parse(APP + ":1.26.2"), null, "test");
        assertThat(names.answer(APP, "latest")).isEqualTo("ALIAS 1.26.2");
        assertThat(names.answer(APP, "prod")).isEqualTo("ALIAS 1.26.2");

        names.publish("a", APP, "1.26.2", "1.27.3", "latest");
        assertThat(names.answer(APP, "latest")).isEqualTo("EXACT latest");
        names.publish("a", APP, "1.27.3");
        assertThat(names.answer(APP, "prod")).isEqualTo("nothing");
        assertThat(names.answer(APP, "latest")).isEqualTo("DERIVED 1.27.3");
    }

    @Test
    void theBeginningOfADigestIsEnoughWhereItIsOneAlone() throws Exception {
        names.publish("a", APP, "1.0", "2.0");
        String hex = names.digest(APP, "1.0").hex();
        assertThat(names.answer(APP, hex.substring(0, 7))).isEqualTo("SHORT_DIGEST");
        assertThat(names.digest(APP, hex)).isEqualTo(names.digest(APP, "1.0"));
        assertThat(names.answer(APP, hex.substring(0, 6))).isEqualTo("nothing");
        assertThat(names.answer("docker.io/library/other", hex.substring(0, 7))).isEqualTo("nothing");

        names.publish("a", APP, "1.0", hex.substring(0, 7));
        assertThat(names.answer(APP, hex.substring(0, 7))).isEqualTo("EXACT " + hex.substring(0, 7));
    }

    @Test
    void saysWhatWasLeftOutOfTheRelease() throws Exception {
        byte[] config = "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(UTF_8);
        byte[] here = VolumeBuilder.manifest(config);
        byte[] gone = VolumeBuilder.manifest("{\"arm\":64}".getBytes(UTF_8));
        byte[] index = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                        + VolumeBuilder.forPlatform(here, "linux/amd64") + ","
                        + VolumeBuilder.forPlatform(gone, "linux/arm64") + "]}")
                .getBytes(UTF_8);
        names.publish(
                "a",
                names.next("a")
                        .blob(index)
                        .blob(here)
                        .blob(config)
                        .tag(APP, "1", MediaTypes.OCI_INDEX, index)
                        .omitPlatform(Digest.sha256(index), gone, "linux/arm64")
                        .omitImage(APP + ":0.9", "gone upstream"));

        assertThat(names.tags().explain(REPOSITORY, Digest.sha256(gone)))
                .isEqualTo("left out of a@1: linux/arm64; save with --platform linux/arm64");
        assertThat(names.explain(APP, "0.9")).isEqualTo("left out of a@1: gone upstream");
        // Whoever may not read the parent is told nothing.
        assertThat(names.tags().explain(new RepositoryName("quay.io/other"), Digest.sha256(gone)))
                .isEmpty();
        assertThat(names.tags().explain(REPOSITORY, Digest.sha256(here))).isEmpty();

        names.publish("a", APP, "2");
        assertThat(names.tags().explain(REPOSITORY, Digest.sha256(gone))).isEmpty();
    }

    @Test
    void namesTheNearestOfVeryManyTags() throws Exception {
        VolumeBuilder builder = names.next("a");
        byte[] config = "{}".getBytes(UTF_8);
        byte[] manifest = VolumeBuilder.manifest(config);
        builder.blob(manifest).blob(config);
        for (int i = 0; i < 1000; i++) {
            builder.tag(APP, "build-" + i, MediaTypes.OCI_MANIFEST, manifest);
            builder.tag(APP, "v" + i / 10 + "." + i % 10, MediaTypes.OCI_MANIFEST, manifest);
        }
        names.publish("a", builder);
        assertThat(names.explain(APP, "73.4")).startsWith("the nearest tags are v73.4, ");
        assertThat(names.explain(APP, "73.4-alpine")).contains("v73.4");
        assertThat(names.explain(APP, "build-12345")).startsWith("the nearest tags are build-");
        assertThat(names.explain("docker.io/library/other", "1")).isEmpty();
    }
}
