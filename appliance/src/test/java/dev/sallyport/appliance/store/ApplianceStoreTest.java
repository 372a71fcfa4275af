package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApplianceStoreTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final TestBundle FIRST = new VolumeBuilder(KEY)
            .image(APP, "1", bytes("one"))
            .image(APP, "goes", bytes("goes"))
            .build();
    private static final TestBundle SECOND = new VolumeBuilder(KEY)
            .sequence(2)
            .previous(1, FIRST.digest())
            .image(APP, "1", bytes("two"))
            .image("other.example/app", "latest", bytes("one"))
            .build();

    @TempDir
    private Path data;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private Map<String, List<String>> fill() throws Exception {
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            SigningKey gone = SigningKey.generate();
            appliance
                    .store()
                    .trust()
                    .add(
                            gone.verificationKey(),
                            "Gone",
                            new StreamName("other"),
                            new RepositoryPattern("a.example/**"),
                            2,
                            "test");
            appliance.store().trust().revoke(gone.verificationKey().id(), null, "test");
            appliance.receive(FIRST);
            appliance.receive(SECOND);
            return DatabaseRows.of(appliance.store());
        }
    }

    private Path database() {
        return data.resolve("database/meta.mv.db");
    }

    @Test
    void lookUpsWorkTheSameAfterARestart() throws Exception {
        Map<String, List<String>> rows = fill();
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery().clean()).isTrue();
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        }
    }

    @Test
    void buildsADeletedDatabaseAgainRowForRow() throws Exception {
        Map<String, List<String>> rows = fill();
        Files.delete(database());
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
            assertThat(appliance.store().recovery()).isEqualTo(new Recovery(0, true, 5));
        }
    }

    @Test
    void buildsADatabaseThatCannotBeReadAgain() throws Exception {
        Map<String, List<String>> rows = fill();
        Files.write(database(), bytes("this is no database"));
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
            assertThat(appliance.store().recovery().databaseDropped()).isTrue();
        }
    }

    @Test
    void dropsADatabaseThatIsAheadOfTheJournal() throws Exception {
        fill();
        List<Integer> ends = recordEnds();
        try (var journal = Files.newByteChannel(data.resolve("journal/journal"), StandardOpenOption.WRITE)) {
            journal.truncate(ends.get(ends.size() - 2));
        }
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery().databaseDropped()).isTrue();
            assertThat(appliance.images()).containsOnlyKeys(APP + ":1", APP + ":goes");
            assertThat(appliance.receive(SECOND).sequence()).isEqualTo(2);
        }
    }

    private List<Integer> recordEnds() throws IOException {
        byte[] journal = Files.readAllBytes(data.resolve("journal/journal"));
        List<Integer> ends = new ArrayList<>();
        for (int at = 0; at < journal.length; ) {
            at += 36 + java.nio.ByteBuffer.wrap(journal, at, 4).getInt();
            ends.add(at);
        }
        return ends;
    }

    @Test
    void dropsADatabaseOfAnotherJournal(@TempDir Path other) throws Exception {
        Map<String, List<String>> rows = fill();
        try (TestAppliance appliance = new TestAppliance(other).at("2026-01-01T00:00:00Z")) {
            for (int i = 0; i < 5; i++) {
                appliance.trust(SigningKey.generate());
            }
        }
        Files.copy(other.resolve("database/meta.mv.db"), database(), StandardCopyOption.REPLACE_EXISTING);
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery().databaseDropped()).isTrue();
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        }
    }

    @Test
    void replaysWhatAnOlderDatabaseLacks() throws Exception {
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            appliance.receive(FIRST);
        }
        byte[] older = Files.readAllBytes(database());
        Map<String, List<String>> rows;
        try (TestAppliance appliance = new TestAppliance(data)) {
            appliance.receive(SECOND);
            rows = DatabaseRows.of(appliance.store());
        }
        Files.write(database(), older);
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery()).isEqualTo(new Recovery(0, false, 1));
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        }
    }

    @Test
    void rebuildsOnPurposeWithoutReadersNoticing() throws Exception {
        fill();
        try (TestAppliance appliance = new TestAppliance(data)) {
            Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
            ExecutorService reader = Executors.newSingleThreadExecutor();
            try {
                Future<Integer> rebuilds = reader.submit(() -> {
                    for (int i = 0; i < 5; i++) {
                        appliance.store().rebuild();
                    }
                    return 5;
                });
                do {
                    assertThat(appliance.manifest(APP, "1")).isPresent();
                    assertThat(appliance.images()).hasSize(2);
                } while (!rebuilds.isDone());
                assertThat(rebuilds.get()).isEqualTo(5);
            } finally {
                reader.shutdown();
            }
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        }
    }

    @Test
    void saysThatATornRecordWasDropped() throws Exception {
        Map<String, List<String>> rows = fill();
        Files.write(data.resolve("journal/journal"), new byte[] {0, 0, 1}, StandardOpenOption.APPEND);
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery()).isEqualTo(new Recovery(3, false, 0));
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        }
    }

    @Test
    void doesNotStartOnAJournalThatWasChanged() throws Exception {
        fill();
        Path journal = data.resolve("journal/journal");
        byte[] content = Files.readAllBytes(journal);
        content[50] ^= 1;
        Files.write(journal, content);

        assertThatThrownBy(() -> new TestAppliance(data))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining("byte 0");
    }

    @Test
    void namesWhatIsGoneWhenItCannotBuildTheDatabase() throws Exception {
        fill();
        Files.delete(database());
        try (Stream<Path> files = Files.list(data.resolve("releases"))) {
            for (Path file : files.filter(
                            file -> file.toString().contains(SECOND.digest().hex()))
                    .toList()) {
                Files.delete(file);
            }
        }

        assertThatThrownBy(() -> new TestAppliance(data))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("factory-7 2")
                .hasMessageContaining(SECOND.digest().toString());
    }

    @Test
    void keepsASecondStoreOut() throws Exception {
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThatThrownBy(() -> new TestAppliance(data))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessageContaining(data.toString());
            assertThat(appliance.images()).isEmpty();
        }
        new TestAppliance(data).close();
    }

    @Test
    void trustsAKeyForSeveralStreamsAndRevokesItForOne() throws Exception {
        StreamName other = new StreamName("other");
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            TrustRegister trust = appliance.store().trust();
            assertThat(trust.add(KEY.verificationKey(), "ACME", other, null, 3, "test"))
                    .isTrue();
            assertThat(trust.add(KEY.verificationKey(), "ACME", other, null, null, "test"))
                    .isFalse();
            assertThat(trust.revoke(KEY.verificationKey().id(), other, "test")).isTrue();
            assertThat(trust.revoke(KEY.verificationKey().id(), other, "test")).isFalse();

            assertThat(trust.list()).hasSize(2).anySatisfy(entry -> {
                assertThat(entry.stream()).isEqualTo(other);
                assertThat(entry.threshold()).isEqualTo(3);
                assertThat(entry.revoked()).isNotNull();
            });
            assertThatThrownBy(() ->
                            trust.revoke(SigningKey.generate().verificationKey().id(), null, "test"))
                    .isInstanceOf(UnknownKeyException.class);
        }
    }

    @Test
    void takesManyChangesAtOnceAndLosesNone() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<?>> added = new ArrayList<>();
        try (TestAppliance appliance = new TestAppliance(data)) {
            for (int i = 0; i < 40; i++) {
                added.add(threads.submit(() -> appliance.trust(SigningKey.generate())));
            }
            for (Future<?> one : added) {
                one.get();
            }
            assertThat(appliance.store().journalRecords()).isEqualTo(40);
        } finally {
            threads.shutdown();
        }
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().trust().list()).hasSize(40);
        }
    }

    @Test
    void pagesImagesWithoutLosingOne() throws Exception {
        VolumeBuilder bundle = new VolumeBuilder(KEY);
        List<String> names = new ArrayList<>();
        for (String repository : List.of("a.example/b", "a.example/b/c", "b.example/a")) {
            for (String tag : List.of("1", "A", "a")) {
                bundle.image(repository, tag, bytes(repository + tag));
                names.add(repository + ":" + tag);
            }
        }
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            appliance.receive(bundle.build());
            List<String> found = new ArrayList<>();
            Image last = null;
            do {
                List<Image> page = appliance.store().catalog().images(last, 2);
                page.forEach(image -> found.add(image.name()));
                last = page.isEmpty() ? null : page.get(page.size() - 1);
            } while (last != null);
            assertThat(found).containsExactlyElementsOf(names);
            assertThat(appliance.store().repositories().names("a.example/b", 10))
                    .containsExactly("a.example/b/c", "b.example/a");
        }
    }

    @Test
    void letsTheOlderStreamDecideWhatASharedTagIs() throws Exception {
        TestBundle other = new VolumeBuilder(KEY)
                .stream("other")
                        .image(APP, "1", bytes("of the other stream"))
                        .image(APP, "2", bytes("its own"))
                        .build();
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            appliance.store().trust().add(KEY.verificationKey(), "ACME", new StreamName("other"), null, null, "test");
            appliance.receive(FIRST);
            Digest ours = appliance.manifest(APP, "1").orElseThrow().digest();
            appliance.receive(other);

            assertThat(appliance.manifest(APP, "1").orElseThrow().digest()).isEqualTo(ours);
            assertThat(appliance.store().repositories().tags(new RepositoryName(APP), null, 10))
                    .containsExactly("1", "2", "goes");
            assertThat(appliance.store().repositories().manifest(new RepositoryName(APP), new Tag("2")))
                    .isPresent();
        }
    }
}
