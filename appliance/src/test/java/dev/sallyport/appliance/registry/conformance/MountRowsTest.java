package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.OCTETS;
import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.OTHER;
import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.withDigest;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.Layers;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blobs that another repository has already. */
@Timeout(120)
final class MountRowsTest {
    private static final String FROM_OTHER = "from=conformance%2Fsecond&";

    @TempDir
    private static Path folder;

    private static RegistryUnderTest registry;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryUnderTest.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
        "SHA256, " + FROM_OTHER,
        "SHA512, " + FROM_OTHER,
        "SHA256, ''",
        "SHA512, ''",
    })
    void blobIsMountedAndLivesInBothRepositoriesOnItsOwn(DigestAlgorithm algorithm, String from) throws Exception {
        byte[] content = Layers.randomBytes(algorithm.hexLength() + from.length(), 512);
        Digest digest = Digest.of(algorithm, content);
        registry.push(OTHER, digest, content);
        // What one repository has is not seen through another one until it is mounted there.
        registry.blob("HEAD", REPOSITORY, digest).expect(404);
        Answer mounted = registry.mount(REPOSITORY, digest, from).expect(201);
        mounted.with("Docker-Content-Digest", digest.toString());
        registry.call("GET", mounted.location()).expect(200).withBody(content);
        registry.blob("HEAD", REPOSITORY, digest).expect(200).has(digest, content.length);
        registry.blob("GET", REPOSITORY, digest)
                .expect(200)
                .has(digest, content.length)
                .withBody(content);
        registry.deleteBlob(REPOSITORY, digest);
        registry.blob("GET", OTHER, digest).expect(200).withBody(content);
        registry.deleteBlob(OTHER, digest);
    }

    /** What cannot be mounted begins an upload, which takes the content as any other does. */
    @ParameterizedTest
    @CsvSource({
        "SHA256, " + FROM_OTHER,
        "SHA512, " + FROM_OTHER,
        "SHA256, ''",
        "SHA512, ''",
        "SHA256, from=conformance%2Fnever-pushed&",
    })
    void mountOfAMissingBlobBeginsAnUpload(DigestAlgorithm algorithm, String from) throws Exception {
        byte[] content = Layers.randomBytes(algorithm.hexLength() + from.length() + 1000, 512);
        Digest digest = Digest.of(algorithm, content);
        URI upload = registry.mount(REPOSITORY, digest, from).expect(202).location();
        Answer pushed = registry.call("PUT", withDigest(upload, digest))
                .header("Content-Type", OCTETS)
                .body(content)
                .expect(201);
        registry.call("GET", pushed.location()).expect(200).withBody(content);
        registry.deleteBlob(REPOSITORY, digest);
    }
}
