package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The commands against a server of which a proxy with another name tells the world. */
final class PublicUrlCommandsTest extends CommandFixture {
    @Override
    ServeSettings settings() throws Exception {
        return super.settings().withPublicUrl("https://registry.plant.example:8443");
    }

    @Test
    void clientFilesNameItUnlessAnotherHostIsGiven() throws Exception {
        Path files = folder.resolve("podman");
        assertThat(run("clients", "podman", "--output", files.toString()))
                .as(err.toString())
                .isZero();
        assertThat(files.resolve("etc/containers/registries.conf.d/50-sallyport.conf"))
                .content()
                .contains("location = \"registry.plant.example:8443/docker.io\"")
                .doesNotContain("insecure");

        assertThat(run("clients", "podman", "--host", "10.0.0.5", "--output", files.toString()))
                .isZero();
        assertThat(files.resolve("etc/containers/registries.conf.d/50-sallyport.conf"))
                .content()
                .contains("location = \"10.0.0.5/docker.io\"");
    }

    @Test
    void checkTakesImagesUnderItsNameForItsOwn() throws Exception {
        trust("factory-7");
        Path volume = Files.write(
                folder.resolve("volume.tar"),
                new VolumeBuilder(KEY)
                        .image("docker.io/library/nginx", "1.27.3", "layer".getBytes(UTF_8))
                        .build()
                        .volume(1));
        assertThat(run("import", volume.toString())).as(err.toString()).isZero();
        Path list = Files.writeString(folder.resolve("images.txt"), """
                registry.plant.example:8443/docker.io/library/nginx:1.27
                registry.plant.example/docker.io/library/nginx:1.27
                registry.plant.example/nginx:1.27.3
                """);
        assertThat(run("clients", "check", list.toString())).as(out.toString()).isZero();

        Files.writeString(list, "registry.other.example/nginx:1.27.3\n");
        assertThat(run("clients", "check", list.toString())).isEqualTo(4);
        assertThat(out.toString()).contains("registry.other.example/nginx:1.27.3 is not here");
    }

    @Test
    void statusShowsIt() {
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains(" at https://registry.plant.example:8443,");
    }
}
