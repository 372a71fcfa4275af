package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is replaced while the server runs. */
@Timeout(60)
final class TlsReloadTest {
    @TempDir
    private Path folder;

    private TlsFiles files;
    private TlsIdentity identity;
    private TlsReload reload;
    private long changes = 1_700_000_000;

    @BeforeEach
    void read() throws Exception {
        files = new TlsFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        put("ec.pem", files.certificate());
        put("ec.key", files.key());
        identity = TlsIdentity.read(files);
        reload = new TlsReload(files, identity);
        reload.check();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(TlsReloadTest.class.getResource("/tls/" + name).toURI());
    }

    private void put(String name, Path target) throws Exception {
        Files.copy(resource(name), target, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(target, FileTime.from(Instant.ofEpochSecond(changes++)));
    }

    private static Certificate certificate(TlsIdentity identity) throws Exception {
        return reactor.core.publisher.Flux.from(identity.getKeyStore())
                .blockFirst()
                .getCertificate(TlsIdentity.NAME);
    }

    private static Certificate expected(String certificate, String key) throws Exception {
        return certificate(TlsIdentity.read(new TlsFiles(resource(certificate), resource(key))));
    }

    @Test
    void readsAPairThatMatchesAndKeepsTheOldOneUntilThen() throws Exception {
        put("rsa.pem", files.certificate());
        reload.check();
        assertThat(certificate(identity)).isEqualTo(expected("ec.pem", "ec.key"));
        put("rsa-other.key", files.key());
        reload.check();
        assertThat(certificate(identity)).isEqualTo(expected("ec.pem", "ec.key"));
        put("rsa.key", files.key());
        reload.check();
        assertThat(certificate(identity)).isEqualTo(expected("rsa.pem", "rsa.key"));
    }

    @Test
    void keepsTheOldPairWhenTheFilesAreGoneOrBroken() throws Exception {
        Files.writeString(files.certificate(), "not a certificate");
        reload.check();
        Files.delete(files.key());
        reload.check();
        Files.delete(files.certificate());
        reload.check();
        assertThat(certificate(identity)).isEqualTo(expected("ec.pem", "ec.key"));
        put("rsa.key", files.key());
        put("rsa.pem", files.certificate());
        reload.check();
        assertThat(certificate(identity)).isEqualTo(expected("rsa.pem", "rsa.key"));
    }

    @Test
    void newConnectionsOfARunningServerGetTheNewCertificate() throws Exception {
        try (HttpServer server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, files))) {
            assertThat(shownBy(server)).isEqualTo(expected("ec.pem", "ec.key"));
            put("rsa.pem", files.certificate());
            put("rsa.key", files.key());
            server.reloadCertificate();
            assertThat(shownBy(server)).isEqualTo(expected("rsa.pem", "rsa.key"));
        }
    }

    private static Certificate shownBy(HttpServer server) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Not a client's.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Who it is, is what the test looks at.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
