package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.Layers;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a pushed blob. */
@Timeout(120)
final class RangeRowsTest {
    private static final int SIZE = 2048;
    private static final byte[] CONTENT = Layers.randomBytes(7, SIZE);

    @TempDir
    private static Path folder;

    private static RegistryUnderTest registry;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryUnderTest.start(folder);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            registry.push(REPOSITORY, Digest.of(algorithm, CONTENT), CONTENT);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
        "500-1499, 500, 1499",
        "500-, 500, 2047",
        "-500, 1548, 2047",
        "2000-5000, 2000, 2047",
        "0-0, 0, 0",
        "0-, 0, 2047",
        "-5000, 0, 2047",
    })
    void partIsServed(String range, int first, int last) throws Exception {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Digest digest = Digest.of(algorithm, CONTENT);
            registry.blob("GET", REPOSITORY, digest)
                    .header("Range", "bytes=" + range)
                    .expect(206)
                    .has(digest, last - first + 1)
                    .with("Content-Range", "bytes " + first + "-" + last + "/" + SIZE)
                    .withBody(Arrays.copyOfRange(CONTENT, first, last + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"500-0", "5000-10000", "2048-", "-0"})
    void partThatIsNotThereIsRefused(String range) throws Exception {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Answer answer = registry.blob("GET", REPOSITORY, Digest.of(algorithm, CONTENT))
                    .header("Range", "bytes=" + range)
                    .expect(416);
            assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + SIZE);
        }
    }
}
