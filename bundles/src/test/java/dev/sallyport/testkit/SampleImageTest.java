package dev.sallyport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleImageTest {
    private final TestImages images = new TestImages();
    private final Descriptor index = SampleImage.addTo(images);

    @Test
    void runsAndPrintsItsMessage(@TempDir Path folder) throws Exception {
        String architecture = System.getProperty("os.arch").replace("aarch64", "arm64");
        assumeTrue(System.getProperty("os.name").equals("Linux"), "its executables are for Linux");
        Path hello = Files.write(folder.resolve("hello"), executable("linux/" + architecture));
        assertThat(hello.toFile().setExecutable(true)).isTrue();

        Process process =
                new ProcessBuilder(hello.toString()).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(SampleImage.message(architecture));
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void pointsTheArmInstructionsAtTheMessage() throws Exception {
        byte[] executable = executable("linux/arm64");
        String message = SampleImage.message("arm64");
        int at = executable.length - message.length();
        ByteBuffer code = ByteBuffer.wrap(executable).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(new String(executable, at, message.length(), StandardCharsets.UTF_8))
                .isEqualTo(message);
        // The words an assembler makes of: adr x1, . + 28; mov x2, 88.
        assertThat(code.getInt(at - 28)).isEqualTo(0x100000e1);
        assertThat(code.getInt(at - 24)).isEqualTo(0xd2800b02);
        assertThat(message).hasSize(88);
    }

    @Test
    void isTheSameBytesOnEveryJava() {
        assertThat(index.digest())
                .hasToString("sha256:0b20ba4e85b5b35517969e3b600a6f42a0c0c1224eb529a7416e18a05f62e424");
    }

    @Test
    void sharesALayerBetweenPlatforms() throws Exception {
        List<Descriptor> amd64 = image("linux/amd64").layers();
        List<Descriptor> arm64 = image("linux/arm64").layers();

        assertThat(amd64.get(0)).isEqualTo(arm64.get(0));
        assertThat(amd64.get(1)).isNotEqualTo(arm64.get(1));
    }

    @Test
    void writesNamedLayout(@TempDir Path folder) throws Exception {
        SampleImage.main(new String[] {folder.toString()});

        JsonReader json = StrictJson.parseObject("index", Files.readAllBytes(folder.resolve("index.json")), 10_000);
        Descriptor written = Descriptor.read(json.objects("manifests").get(0));
        assertThat(written.digest()).isEqualTo(index.digest());
        assertThat(written.annotations()).containsEntry("io.containerd.image.name", SampleImage.NAME);
        for (Digest digest : images.closure(index.digest())) {
            assertThat(folder.resolve("blobs/sha256").resolve(digest.hex())).hasBinaryContent(images.bytes(digest));
        }
    }

    private byte[] executable(String platform) throws IOException {
        byte[] layer = images.bytes(image(platform).layers().get(1).digest());
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes();
        int size = Integer.parseInt(new String(tar, 124, 11, StandardCharsets.US_ASCII), 8);
        return Arrays.copyOfRange(tar, 512, 512 + size);
    }

    private ImageManifest image(String platform) {
        Descriptor manifest = images.parsed(index.digest()).orElseThrow().children().stream()
                .filter(child -> child.platformText().equals(platform))
                .findFirst()
                .orElseThrow();
        return (ImageManifest) images.parsed(manifest.digest()).orElseThrow();
    }
}
