package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsIdentityTest {
    @TempDir
    private Path folder;

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(TlsIdentityTest.class.getResource("/tls/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static TlsIdentity read(String certificate, String key) throws TlsFilesException {
        return TlsIdentity.read(new TlsFiles(resource(certificate), resource(key)));
    }

    @ParameterizedTest
    @CsvSource({"rsa.pem, rsa.key", "rsa.pem, rsa-traditional.key", "ec.pem, ec.key", "ec.pem, ec-traditional.key"})
    void readsEveryFormOfKeyThatOpensslWrites(String certificate, String key) throws Exception {
        assertThat(read(certificate, key).getName()).isEqualTo(TlsIdentity.NAME);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.pem, ec.key, holds no RSA key",
        "ec.pem, rsa.key, holds no EC key",
        "ec.pem, ec-encrypted.key, ENCRYPTED PRIVATE KEY",
        "ec.pem, ec.pem, holds no private key",
        "ec.key, ec.key, holds no certificate",
    })
    void refusesFilesThatDoNotFit(String certificate, String key, String why) {
        assertThatThrownBy(() -> read(certificate, key)).isInstanceOfSatisfying(TlsFilesException.class, failure -> {
            assertThat(failure).hasMessageContaining(why);
            assertThat(failure.category()).isEqualTo(Category.USAGE);
            assertThat(failure.remedy()).isNotEmpty();
        });
    }

    @Test
    void refusesKeyOfAnotherCertificate() {
        assertThatThrownBy(() -> read("rsa.pem", "rsa-other.key"))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("not the key of the first certificate");
    }

    @Test
    void refusesMissingAndDamagedFiles() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path damaged = Files.writeString(
                folder.resolve("damaged.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> TlsIdentity.read(new TlsFiles(missing, resource("ec.key"))))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> TlsIdentity.read(new TlsFiles(resource("ec.pem"), missing)))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> TlsIdentity.read(new TlsFiles(resource("ec.pem"), damaged)))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("holds no EC key");
    }
}
