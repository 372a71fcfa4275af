package dev.sallyport.appliance.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.appliance.store.DiskReserveException;
import dev.sallyport.appliance.store.Quota;
import dev.sallyport.appliance.store.QuotaExceededException;
import dev.sallyport.appliance.store.QuotaPrefix;
import dev.sallyport.appliance.store.Quotas;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.RuledSpace;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotas and the disk's reserve, to the byte. */
final class SpaceRulesTest {
    private static final RepositoryName APP = new RepositoryName("team/app");

    @TempDir
    private Path data;

    private SpaceFixture fixture;
    private Quotas quotas;

    @BeforeEach
    void open() throws Exception {
        fixture = new SpaceFixture(data);
        quotas = fixture.appliance.store().quotas();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void set(String prefix, long bytes) throws IOException, SallyportException {
        quotas.set(QuotaPrefix.parse(prefix), bytes, "test");
    }

    @Test
    void aQuotaLeavesExactlyWhatIsNotUsed() throws Exception {
        set("team/", 10);
        fixture.images.blob("team/app", "12345");

        fixture.space.check(APP, 5);
        fixture.space.check(APP, -1);
        fixture.space.checkWritten(APP, 5);
        assertThatThrownBy(() -> fixture.space.check(APP, 6))
                .isInstanceOfSatisfying(QuotaExceededException.class, refused -> {
                    assertThat(refused.category()).isEqualTo(Category.DENIED);
                    assertThat(refused.facts()).containsEntry("limit", "10").containsEntry("used", "5");
                    assertThat(refused).hasMessageContaining("team/app").hasMessageContaining("10 bytes");
                });
        assertThatThrownBy(() -> fixture.space.checkWritten(APP, 6)).isInstanceOf(QuotaExceededException.class);
        fixture.images.blob("team/app", "67890");
        assertThatThrownBy(() -> fixture.space.check(APP, -1)).isInstanceOf(QuotaExceededException.class);
        fixture.space.check(APP, 0);
    }

    @Test
    void aPrefixEndsAtASlash() throws Exception {
        set("team", 0);
        for (String covered : List.of("team", "team/app", "team/app/deep")) {
            assertThatThrownBy(() -> fixture.space.check(new RepositoryName(covered), 1))
                    .isInstanceOf(QuotaExceededException.class);
        }
        for (String free : List.of("teamwork", "team-app", "tea/m", "a/team", "team0/x")) {
            fixture.images.blob(free, "some bytes");
            assertThatCode(() -> fixture.space.check(new RepositoryName(free), 1_000_000))
                    .doesNotThrowAnyException();
        }
        assertThat(quotas.list()).containsExactly(new Quota(new QuotaPrefix("team"), 0, 0));
    }

    @Test
    void everyQuotaCounts() throws Exception {
        set("*", 100);
        set("team/app", 1000);
        fixture.images.blob("other", "x".repeat(95));

        assertThatThrownBy(() -> fixture.space.check(APP, 6)).hasMessageContaining("quota of *");
        fixture.space.check(APP, 5);
        assertThat(quotas.of(APP)).hasSize(2);
        assertThat(quotas.of(new RepositoryName("other"))).hasSize(1);
    }

    @Test
    void deletingMakesRoomAtOnce() throws Exception {
        Descriptor image = fixture.images.image("team/app", List.of("x".repeat(50)), "1");
        set("team/", 0);
        set("team/", quotas.list().get(0).used() + 10);
        assertThatThrownBy(() -> fixture.space.check(APP, 11)).isInstanceOf(QuotaExceededException.class);

        fixture.images.delete("team/app", image);
        fixture.collect(Duration.ZERO);

        assertThat(quotas.list().get(0).used()).isZero();
        fixture.space.check(APP, 11);
    }

    @Test
    void quotasOutliveARestartAndARebuild() throws Exception {
        set("team/", 5);
        set("gone/", 5);
        set("team/", 7);
        assertThat(quotas.remove(QuotaPrefix.parse("gone"), "test")).isTrue();
        assertThat(quotas.remove(QuotaPrefix.parse("gone"), "test")).isFalse();
        Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
        fixture.appliance.store().rebuild();
        assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);
        fixture.close();

        try (TestAppliance again = new TestAppliance(data)) {
            assertThat(again.store().quotas().list()).containsExactly(new Quota(new QuotaPrefix("team"), 7, 0));
        }
        fixture = new SpaceFixture(data);
    }

    @Test
    void theReserveStaysFree() throws Exception {
        fixture.free.set(fixture.space.reserve() + 10);

        fixture.space.check(APP, 10);
        fixture.space.checkWritten(APP, 1_000_000);
        assertThatThrownBy(() -> fixture.space.check(APP, 11))
                .isInstanceOfSatisfying(DiskReserveException.class, full -> {
                    assertThat(full.category()).isEqualTo(Category.UNREACHABLE);
                    assertThat(full.remedy()).contains("appliance gc");
                });
        fixture.free.set(fixture.space.reserve());
        assertThatThrownBy(() -> fixture.space.check(APP, -1)).isInstanceOf(DiskReserveException.class);
        fixture.free.set(fixture.space.reserve() - 1);
        assertThatThrownBy(() -> fixture.space.checkWritten(APP, 5)).isInstanceOf(DiskReserveException.class);
        assertThat(fixture.space.room()).isZero();
    }

    @Test
    void theDiskNeedsRoomForWhatIsToComeAndTheQuotaForAll() throws Exception {
        PushSpace space = new RuledSpace(fixture.space);
        set("team/", 100);
        fixture.free.set(fixture.space.reserve() + 10);

        // Of a blob of 100 bytes 90 are on the disk already.
        space.check(APP, 90, 10);
        assertThatThrownBy(() -> space.check(APP, 89, 11)).isInstanceOf(DiskReserveException.class);
        assertThatThrownBy(() -> space.check(APP, 91, 10)).isInstanceOf(QuotaExceededException.class);
        space.check(APP, 100, 0);
        fixture.free.set(fixture.space.reserve() - 1);
        assertThatThrownBy(() -> space.check(APP, 5, 0)).isInstanceOf(DiskReserveException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "Team", "team//", "te am", "../x", "**", "team/*", "-x"})
    void refusesWhatIsNoPrefix(String text) {
        assertThatThrownBy(() -> QuotaPrefix.parse(text)).isInstanceOf(MalformedValueException.class);
    }
}
