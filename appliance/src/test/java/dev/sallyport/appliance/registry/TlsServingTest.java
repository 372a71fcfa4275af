package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.http.TlsFiles;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class TlsServingTest {
    private static final String REPOSITORY = "docker.io/library/app";
    private static final int SLICE = 256 << 10;

    @TempDir
    private Path folder;

    private RegistryFixture registry;
    private SSLContext client;

    @BeforeEach
    void start() throws Exception {
        Path certificate = resource("ec.pem");
        registry = new RegistryFixture(folder, Duration.ofMinutes(5), new TlsFiles(certificate, resource("ec.key")));
        client = trusting(certificate);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SLICE, 3 * SLICE + 1, 40 * SLICE})
    void sendsExactBytesAndClosesTheFile(int size) throws Exception {
        byte[] content = BlobServingTest.content(size);
        String path = path(registry.published.blob(REPOSITORY, content));
        try (RawConnection connection = connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Arrays.equals(connection.get(path).answer().body(), content))
                        .isTrue();
            }
            Answer part = connection.get(path, "Range: bytes=-1").answer();
            assertThat(part.status()).isEqualTo(size == 0 ? 416 : 206);
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void closesTheFileWhenTheClientLeaves() throws Exception {
        String path = path(registry.published.blob(REPOSITORY, BlobServingTest.content(100 * SLICE)));
        for (int i = 0; i < 5; i++) {
            RawConnection connection = connect();
            connection.get(path).read(1000);
            connection.reset();
        }
        registry.published.awaitAllClosed();
        assertThat(registry.published.opened()).isEqualTo(5);
    }

    @Test
    void refusesPlainHttp() throws Exception {
        try (RawConnection plain = registry.connect()) {
            plain.get("/v2/");
            assertThatThrownBy(plain::head).isInstanceOf(IOException.class);
        }
        try (RawConnection connection = connect()) {
            assertThat(connection.get("/v2/").answer().status()).isEqualTo(200);
        }
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(client.getSocketFactory().createSocket(), registry.server.port(), 0);
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static Path resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(TlsServingTest.class.getResource("/tls/" + name))
                .toURI());
    }

    private static String path(Descriptor blob) {
        return "/v2/" + REPOSITORY + "/blobs/" + blob.digest();
    }
}
