package dev.sallyport.appliance.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that leave out what the appliance is taken to hold. */
class PrerequisitesTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String APP = "registry.example/app";
    private static final byte[] SHARED = "a layer of both".getBytes(UTF_8);
    private static final TestBundle FIRST =
            new VolumeBuilder(KEY).image(APP, "1", SHARED).build();

    @TempDir
    Path data;

    private TestAppliance appliance;

    @BeforeEach
    void open() throws Exception {
        appliance = new TestAppliance(data).trust(KEY);
    }

    @AfterEach
    void close() throws Exception {
        appliance.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Brings a new layer, and takes the shared one to be there. */
    private static VolumeBuilder second() {
        byte[] config = bytes("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
        byte[] manifest = VolumeBuilder.manifest(config, SHARED, bytes("new"));
        return new VolumeBuilder(KEY)
                .sequence(2)
                .previous(1, FIRST.digest())
                .base(1, FIRST.digest())
                .prerequisite(SHARED)
                .blob(manifest)
                .blob(config)
                .blob(bytes("new"))
                .tag(APP, "2", dev.sallyport.oci.MediaTypes.OCI_MANIFEST, manifest);
    }

    @Test
    void publishesWhatBuildsOnWhatIsHere() throws Exception {
        appliance.receive(FIRST);

        assertThat(appliance.receive(second().build()).state()).isEqualTo(ImportState.PUBLISHED);

        assertThat(appliance.images()).containsOnlyKeys(APP + ":2");
        assertThat(appliance.blob(APP, Digest.sha256(SHARED))).isPresent();
    }

    @Test
    void waitsForTheBaseAndThenPublishes() throws Exception {
        TestBundle second = second().build();

        ImportStatus waiting = appliance.receive(second);

        assertThat(waiting.state()).isEqualTo(ImportState.WAITING);
        assertThat(waiting.code()).isEqualTo("missing-prerequisites");
        assertThat(waiting.reason())
                .contains("builds on factory-7 1")
                .contains(Digest.sha256(SHARED).toString());
        assertThat(waiting.remedy()).contains("Import sequence 1 first").contains("--full");
        assertThat(appliance.images()).isEmpty();

        appliance.receive(FIRST);
        assertThat(appliance.imports().publish(second.digest(), "test").state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.images()).containsOnlyKeys(APP + ":2");
    }

    @Test
    void saysThatABlobIsMissingBeforeItAsksForFurtherVolumes() throws Exception {
        TestBundle bundle = second().nextVolume().blob(bytes("more")).build();

        assertThat(appliance.receive(bundle.stream(1)).code()).isEqualTo("missing-prerequisites");
    }

    @Test
    void waitsForABlobThatWasLostSince() throws Exception {
        appliance.receive(FIRST);
        appliance.store().content().remove(Digest.sha256(SHARED));

        ImportStatus waiting = appliance.receive(second().build());

        assertThat(waiting.code()).isEqualTo("missing-prerequisites");
        assertThat(waiting.remedy()).contains("--base 1").contains("--full");
        assertThat(appliance.images()).containsOnlyKeys(APP + ":1");
    }

    @Test
    void aBlobOfTheSizeOfAnotherIsNotHeld() throws Exception {
        appliance.receive(FIRST);
        TestBundle lying = new VolumeBuilder(KEY)
                .sequence(2)
                .previous(1, FIRST.digest())
                .base(1, FIRST.digest())
                .image(APP, "2", bytes("new"))
                .prerequisite(bytes("never seen"))
                .build();

        assertThat(appliance.receive(lying).code()).isEqualTo("missing-prerequisites");
    }

    @Test
    void refusesABaseOfAnotherHistory() throws Exception {
        appliance.receive(FIRST);
        TestBundle middle = new VolumeBuilder(KEY)
                .sequence(2)
                .previous(1, FIRST.digest())
                .image(APP, "1", SHARED)
                .build();
        appliance.receive(middle);
        TestBundle third = new VolumeBuilder(KEY)
                .sequence(3)
                .previous(2, middle.digest())
                .base(1, Digest.sha256(bytes("another one")))
                .image(APP, "3", bytes("three"))
                .build();

        assertThatThrownBy(() -> appliance.receive(third))
                .isInstanceOfSatisfying(
                        SallyportException.class, e -> assertThat(e.code()).isEqualTo("forked-history"));
    }
}
