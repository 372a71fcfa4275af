package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three releases of which each has its own, in one repository, and one that all have, in another. */
final class RetentionTest {
    private static final String APP = "registry.example/app";
    private static final String ALWAYS = "registry.example/always";
    private static final SigningKey KEY = SigningKey.generate();
    private static final TestBundle FIRST = bundle(1, null);
    private static final TestBundle SECOND = bundle(2, FIRST);
    private static final TestBundle THIRD = bundle(3, SECOND);

    @TempDir
    private Path data;

    private TestAppliance appliance;

    private static TestBundle bundle(int sequence, TestBundle previous) {
        VolumeBuilder builder = new VolumeBuilder(KEY)
                .sequence(sequence)
                .image(ALWAYS, "1", "always".getBytes(UTF_8))
                .image(APP, "latest", ("layer " + sequence).getBytes(UTF_8));
        return (previous == null ? builder : builder.previous(sequence - 1, previous.digest())).build();
    }

    @BeforeEach
    void publish() throws Exception {
        appliance = new TestAppliance(data).trust(KEY);
        for (TestBundle bundle : List.of(FIRST, SECOND, THIRD)) {
            appliance.receive(bundle);
        }
    }

    @AfterEach
    void close() throws Exception {
        appliance.close();
    }

    private Digest latest() throws Exception {
        return appliance.manifest(APP, "latest").orElseThrow().digest();
    }

    @Test
    void showsAnEarlierReleaseAgainAndALaterOneAfterThat() throws Exception {
        Digest third = latest();
        appliance.store().releases().rollback(TestAppliance.STREAM, 1, "test");
        Digest first = latest();
        assertThat(first).isNotEqualTo(third);
        assertThat(appliance.manifest(APP, third))
                .as("still readable by digest")
                .isPresent();
        assertThat(appliance.store().catalog().streams().get(0).highest()).isEqualTo(3);
        appliance.store().releases().rollback(TestAppliance.STREAM, 3, "test");
        assertThat(latest()).isEqualTo(third);
        assertThatThrownBy(() -> appliance.store().releases().rollback(TestAppliance.STREAM, 4, "test"))
                .isInstanceOf(UnknownReleaseException.class)
                .hasMessageContaining("3, 2, 1");
    }

    @Test
    void givesOutNoMoreWhatOnlyRetiredReleasesHad() throws Exception {
        appliance.store().releases().rollback(TestAppliance.STREAM, 1, "test");
        Digest first = latest();
        appliance.store().releases().rollback(TestAppliance.STREAM, 3, "test");
        appliance.store().releases().retire(TestAppliance.STREAM, 2, "test");
        assertThat(appliance.manifest(APP, first)).isEmpty();
        assertThat(appliance.manifest(ALWAYS, "1")).isPresent();
        assertThatThrownBy(() -> appliance.store().releases().rollback(TestAppliance.STREAM, 1, "test"))
                .isInstanceOf(UnknownReleaseException.class);
        appliance.store().releases().rollback(TestAppliance.STREAM, 2, "test");
    }

    @Test
    void doesNotRetireWhatIsShown() throws Exception {
        appliance.store().releases().rollback(TestAppliance.STREAM, 2, "test");
        assertThatThrownBy(() -> appliance.store().releases().retire(TestAppliance.STREAM, 3, "test"))
                .isInstanceOf(UnknownReleaseException.class);
    }

    @Test
    void rebuildsTheSameWithoutTheContentOfRetiredReleases() throws Exception {
        appliance.store().releases().rollback(TestAppliance.STREAM, 1, "test");
        Digest first = latest();
        appliance.store().releases().rollback(TestAppliance.STREAM, 3, "test");
        appliance.store().releases().retire(TestAppliance.STREAM, 2, "test");
        appliance.store().content().remove(first);
        Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
        appliance.store().rebuild();
        assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        appliance.close();
        Files.delete(data.resolve("database/meta.mv.db"));
        appliance = new TestAppliance(data);
        assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
    }

    @Test
    void looksOverAManifestThatWentMissingAndSaysThatItsChildrenAreUnknown() throws Exception {
        Digest latest = latest();
        Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
        appliance.store().content().remove(latest);
        appliance.store().rebuild();
        assertThat(DatabaseRows.of(appliance.store()).get("unread")).containsExactly(latest.toString());
        assertThat(latest()).isEqualTo(latest);
        assertThat(DatabaseRows.of(appliance.store()).get("tag")).hasSameSizeAs(rows.get("tag"));
    }

    @Test
    void refusesAReleaseThatIsRetiredAsOneThatIsOlder() throws Exception {
        appliance.store().releases().retire(TestAppliance.STREAM, 3, "test");
        assertThat(appliance.receive(FIRST).state().name()).isEqualTo("PUBLISHED");
        assertThat(appliance.images()).hasSize(2);
    }
}
