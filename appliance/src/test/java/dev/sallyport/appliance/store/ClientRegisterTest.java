package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.ClientRegister.HandedOut;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientRegisterTest {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    Path data;

    @Test
    void knowsTheRegistriesWhoseContentIsPublished() throws Exception {
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            assertThat(appliance.store().clients().publishedRegistries()).isEmpty();
            appliance.receive(new VolumeBuilder(KEY)
                    .image("docker.io/library/a", "1", "a".getBytes(UTF_8))
                    .image("docker.io/team/b", "1", "b".getBytes(UTF_8))
                    .image("registry.example_5000/c", "1", "c".getBytes(UTF_8))
                    .build());
            assertThat(appliance.store().clients().publishedRegistries())
                    .containsExactly("docker.io", "registry.example:5000");
        }
    }

    @Test
    void remembersTheNewestFilesOfEachClientAtEachAddress() throws Exception {
        HandedOut older = new HandedOut("podman", "a.example", List.of("docker.io"));
        HandedOut newer = new HandedOut("podman", "a.example", List.of("docker.io", "quay.io"));
        HandedOut other = new HandedOut("podman", "b.example:5000", List.of("docker.io"));
        try (TestAppliance appliance = new TestAppliance(data)) {
            ClientRegister clients = appliance.store().clients();
            clients.handOut(older, "test");
            clients.handOut(other, "test");
            clients.handOut(newer, "test");
            long records = appliance.store().journalRecords();
            clients.handOut(newer, "test");
            assertThat(appliance.store().journalRecords()).as("nothing new").isEqualTo(records);
            assertThat(clients.handedOut()).containsExactly(newer, other);

            Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
            appliance.store().rebuild();
            assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        }
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().clients().handedOut()).containsExactly(newer, other);
        }
    }
}
