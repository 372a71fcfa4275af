package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.OperationSettings;
import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An administrator whose browser has a certificate. The user is called as the certificate's subject is: localhost. */
final class ClientCertificateTest {
    private static final String USERS = "/api/v1/users";
    private static final String UPLOADS = "/v2/team/app/blobs/uploads/";
    private static final String HOST = "registry.plant.example";
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path folder;

    private Server server;
    private SSLContext browser;

    @BeforeEach
    void start() throws Exception {
        Path certificate = resource("ec.pem");
        server = Server.start(
                new ServeSettings(
                        folder.resolve("data"),
                        InetAddress.getLoopbackAddress(),
                        0,
                        certificate,
                        resource("ec.key"),
                        "docker.io",
                        Set.of(),
                        Set.of(),
                        true,
                        true,
                        false,
                        OperationSettings.DEFAULT,
                        ServeSettings.Space.DEFAULT,
                        certificate,
                        List.of(),
                        null),
                Clock.systemUTC());
        browser = browser(certificate, resource("ec.key"));
        String token = Files.readString(folder.resolve("data/admin.token")).strip();
        assertThat(post(USERS, user("localhost", "admin"), JSON, "Authorization: Bearer " + token)
                        .status())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(ClientCertificateTest.class.getResource("/tls/" + name))
                .toURI());
    }

    private static SSLContext browser(Path file, Path keyFile) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate certificate;
        try (InputStream in = Files.newInputStream(file)) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        byte[] der = Base64.getMimeDecoder().decode(Files.readString(keyFile).replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        store.setCertificateEntry("server", certificate);
        store.setKeyEntry("own", key, new char[0], new Certificate[] {certificate});
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static String user(String name, String role) {
        return "{\"name\":\"" + name + "\",\"password\":\"a long password\",\"grants\":[{\"role\":\"" + role
                + "\",\"repositories\":\"**\"}]}";
    }

    private Answer post(String path, String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: " + body.length());
        try (RawConnection connection = new RawConnection(
                browser.getSocketFactory().createSocket(), server.uri().getPort(), 0)) {
            // Under localhost other things refuse it too.
            connection.send(
                    "POST " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n" + String.join("\r\n", all) + "\r\n\r\n");
            return connection.send(body.getBytes(UTF_8)).answer();
        }
    }

    @Test
    void aCertificateIsALogin() throws Exception {
        assertThat(post(USERS, user("bob", "pull"), JSON).status()).isEqualTo(200);
        assertThat(post(USERS, user("carol", "pull"), JSON, "Sec-Fetch-Site: same-origin", "Origin: https://" + HOST)
                        .status())
                .isEqualTo(200);
        assertThat(post(UPLOADS, "").status()).isEqualTo(202);
        assertThat(post(UPLOADS, "", "Content-Type: text/plain").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Without: a type",
                "Content-Type: text/plain",
                "Content-Type: text/plain;charset=UTF-8",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=application/json",
                JSON + "\r\nSec-Fetch-Site: cross-site",
                JSON + "\r\nSec-Fetch-Site: same-site",
                JSON + "\r\nOrigin: https://evil.example"
            })
    void aPageOfAnotherSiteCannotUseItOnTheApi(String headers) throws Exception {
        Answer refused = post(USERS, user("mallory", "admin"), headers.split("\r\n"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("cross-site-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example",
                "Origin: null"
            })
    void aPageOfAnotherSiteCannotPushWithIt(String header) throws Exception {
        Answer refused = post(UPLOADS, "", header);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("\"DENIED\"");
    }
}
