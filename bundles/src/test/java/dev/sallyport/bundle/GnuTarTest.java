package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ordinary tar reads volumes: nobody is locked in. */
final class GnuTarTest {
    private static final byte[] LAYER = "layer".getBytes(UTF_8);
    private static final TestBundle BUNDLE = new VolumeBuilder(Volumes.KEY)
            .image("docker.io/library/nginx", "1.27", LAYER)
            .blob(DigestAlgorithm.SHA512, LAYER)
            .build();

    @TempDir
    Path directory;

    @BeforeAll
    static void needsTar() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")) || Files.isExecutable(Path.of("/bin/tar")));
    }

    private List<String> tar(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        Process tar = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(tar.getInputStream().readAllBytes(), UTF_8);
        assertThat(tar.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    @Test
    void listsAndExtractsAVolume() throws Exception {
        Files.write(directory.resolve("volume.tar"), BUNDLE.volume(1));
        String wide = Digest.of(DigestAlgorithm.SHA512, LAYER).hex();
        assertThat(tar("tf", "volume.tar"))
                .hasSize(8)
                .startsWith("bundle.dsse.json", "listings/000001.jsonl", "oci-layout", "index.json")
                .endsWith("blobs/sha512/" + wide);
        assertThat(tar("tvf", "volume.tar")).allMatch(line -> line.startsWith("-rw-r--r-- 0/0 "));
        tar("xf", "volume.tar");
        assertThat(directory.resolve("blobs/sha512").resolve(wide)).hasBinaryContent(LAYER);
        assertThat(directory
                        .resolve("blobs/sha256")
                        .resolve(Digest.sha256(LAYER).hex()))
                .hasBinaryContent(LAYER);
        assertThat(directory.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void listsABlobThatUstarCannotSay() throws Exception {
        long size = (1L << 33) + 5;
        byte[] header = new TarHeader("blobs/sha512/" + "ab".repeat(64), size).encode();
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("large.tar").toFile(), "rw")) {
            sparse.write(header);
            sparse.seek(header.length + size + TarHeader.padding(size));
            sparse.write(new TarHeader("index.json", 0).encode());
            sparse.write(new byte[1024]);
        }
        assertThat(tar("tvf", "large.tar"))
                .hasSize(2)
                .anyMatch(line -> line.contains(" " + size + " ") && line.endsWith("/" + "ab".repeat(64)))
                .anyMatch(line -> line.endsWith(" index.json"));
    }
}
