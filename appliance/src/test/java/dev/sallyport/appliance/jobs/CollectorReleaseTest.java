package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.ImportState;
import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collection takes of releases, and what it leaves to imports. */
final class CollectorReleaseTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String APP = "registry.example/team/app";
    private static final byte[] SHARED = "in every release".getBytes(UTF_8);
    private static final List<TestBundle> RELEASES = releases(5);

    @TempDir
    private Path data;

    private SpaceFixture fixture;

    private static byte[] layer(int number) {
        return ("only in release " + number).getBytes(UTF_8);
    }

    private static List<TestBundle> releases(int count) {
        List<TestBundle> bundles = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            VolumeBuilder builder = new VolumeBuilder(KEY).sequence(number).image(APP, "latest", SHARED, layer(number));
            if (number > 1) {
                builder.previous(number - 1, bundles.get(number - 2).digest());
            }
            bundles.add(builder.build());
        }
        return bundles;
    }

    @BeforeEach
    void open() throws Exception {
        fixture = new SpaceFixture(new TestAppliance(data).trust(KEY), 2);
        fixture.appliance.trust(KEY);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void publish(int number) throws Exception {
        assertThat(fixture.appliance.receive(RELEASES.get(number - 1)).state()).isEqualTo(ImportState.PUBLISHED);
    }

    private boolean holds(int number) throws Exception {
        return fixture.appliance.holds(Digest.sha256(layer(number)));
    }

    @Test
    void releasesBeyondRetentionGoAWeekAfterTheyWerePushedOut() throws Exception {
        for (int number = 1; number <= 4; number++) {
            fixture.appliance.at("2031-01-0" + number + "T00:00:00Z");
            publish(number);
        }
        // The third pushed the first out, on the third of January.
        fixture.appliance.at("2031-01-09T23:59:59Z");
        assertThat(fixture.collect(Duration.ZERO).retired()).isEmpty();
        fixture.appliance.at("2031-01-10T00:00:00Z");
        CollectionReport dry = fixture.collect(Duration.ZERO, false, true);
        CollectionReport report = fixture.collect(Duration.ZERO);

        assertThat(report.retired()).containsExactly("factory-7@1");
        assertThat(report).usingRecursiveComparison().ignoringFields("dryRun").isEqualTo(dry);
        assertThat(report.trashed().files()).isEqualTo(2);
        assertThat(holds(1)).isFalse();
        assertThat(holds(2)).isTrue();
        fixture.appliance.at("2031-02-01T00:00:00Z");
        assertThat(fixture.collect(Duration.ZERO).retired()).containsExactly("factory-7@2");
        assertThat(holds(3)).isTrue();
        assertThat(fixture.appliance.holds(Digest.sha256(SHARED))).isTrue();
        assertThat(fixture.collect(Duration.ZERO).trashed()).isEqualTo(StoredAmount.NONE);
        Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
        fixture.appliance.store().rebuild();
        assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);
    }

    @Test
    void whatIsShownAndAllThatIsNewerStays() throws Exception {
        for (int number = 1; number <= 5; number++) {
            publish(number);
        }
        fixture.appliance.store().releases().rollback(TestAppliance.STREAM, 2, "test");
        fixture.appliance.at("2032-01-01T00:00:00Z");

        assertThat(fixture.collect(Duration.ZERO).retired()).containsExactly("factory-7@1");

        assertThat(holds(1)).isFalse();
        for (int number = 2; number <= 5; number++) {
            assertThat(holds(number)).isTrue();
        }
    }

    @Test
    void whatAnUnfinishedImportHasAndNeedsStays() throws Exception {
        for (int number = 1; number <= 4; number++) {
            publish(number);
        }
        // It takes the first release to be here, and comes in two volumes.
        TestBundle waiting = new VolumeBuilder(KEY)
                .sequence(9)
                .previous(4, RELEASES.get(3).digest())
                .base(1, RELEASES.get(0).digest())
                .prerequisite(layer(1))
                .image(APP, "latest", "came".getBytes(UTF_8))
                .nextVolume()
                .image(APP, "other", "is still to come".getBytes(UTF_8))
                .build();
        fixture.appliance.receive(waiting.stream(1));
        fixture.appliance.at("2032-01-01T00:00:00Z");

        CollectionReport report = fixture.collect(Duration.ZERO);

        assertThat(report.retired()).isEmpty();
        assertThat(report.trashed()).isEqualTo(StoredAmount.NONE);
        assertThat(fixture.appliance.holds(Digest.sha256("came".getBytes(UTF_8))))
                .isTrue();
        assertThat(fixture.appliance.receive(waiting.stream(2)).state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(fixture.collect(Duration.ZERO).retired()).containsExactly("factory-7@2", "factory-7@1");
        assertThat(holds(1)).isFalse();
    }

    @Test
    void whatASupersededImportHasGoes() throws Exception {
        TestBundle late = new VolumeBuilder(KEY)
                .sequence(1)
                .image(APP, "latest", "never published".getBytes(UTF_8))
                .nextVolume()
                .image(APP, "other", "never came".getBytes(UTF_8))
                .build();
        fixture.appliance.receive(late.stream(1));
        fixture.collect(Duration.ZERO);
        assertThat(fixture.appliance.holds(Digest.sha256("never published".getBytes(UTF_8))))
                .isTrue();

        publish(1);
        fixture.collect(Duration.ZERO);

        assertThat(fixture.appliance.holds(Digest.sha256("never published".getBytes(UTF_8))))
                .isFalse();
        assertThat(holds(1)).isTrue();
    }
}
