package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The token service of a docker-registry, as a program: it runs inside a machine, where this JVM cannot listen. It signs
 * with the key it serves TLS with, gives a token to {@link DockerRegistry#USER} alone, and writes each scope that is
 * asked for on a line of its output.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">what docker-registry takes</a>
 */
final class TokenService {
    static final String ISSUER = "e2e tokens";
    static final String SERVICE = "e2e registry";

    private final PrivateKey key;
    private final String certificate;

    private TokenService(PrivateKey key, String certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** Starts it in {@code machine}; it is at {@code https://127.0.0.1:PORT/token}. */
    static Service start(Machine machine, int port, Certificates certificates)
            throws IOException, InterruptedException {
        return machine.start(Command.of(Path.of(System.getProperty("java.home"), "bin/java"), "-XX:TieredStopAtLevel=1")
                        .with("-cp", Path.of("target/test-classes").toAbsolutePath(), TokenService.class.getName())
                        .with(port, certificates.keyStore()))
                .ready(machine, Command.of("curl", "-ksS", "-o", "/dev/null", "https://127.0.0.1:" + port + "/"));
    }

    /** Serves, with the port and the key store as {@code arguments}. */
    public static void main(String[] arguments) throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        String alias = store.aliases().nextElement();
        TokenService service = new TokenService(
                (PrivateKey) store.getKey(alias, password),
                Base64.getEncoder().encodeToString(store.getCertificate(alias).getEncoded()));
        HttpsServer server = HttpsServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/token", service::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String expected = "Basic "
                    + Base64.getEncoder()
                            .encodeToString((DockerRegistry.USER + ":" + DockerRegistry.PASSWORD).getBytes(UTF_8));
            if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = ("{\"token\":\""
                            + token(scopes(exchange.getRequestURI().getRawQuery())) + "\",\"expires_in\":300}")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static List<String> scopes(String query) {
        List<String> scopes = new ArrayList<>();
        for (String parameter : (query == null ? "" : query).split("&", -1)) {
            if (parameter.startsWith("scope=")) {
                String scope = URLDecoder.decode(parameter.substring("scope=".length()), UTF_8);
                scopes.addAll(List.of(scope.split(" ", -1)));
            }
        }
        scopes.forEach(System.out::println);
        return scopes;
    }

    private String token(List<String> scopes) throws GeneralSecurityException {
        List<String> access = new ArrayList<>();
        for (String scope : scopes) {
            String[] parts = scope.split(":", 3);
            access.add("{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                    .formatted(parts[0], parts[1], parts[2].replace(",", "\",\"")));
        }
        long now = Instant.now().getEpochSecond();
        String signed = base64("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}")
                + '.'
                + base64(
                        ("{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"%s\","
                                        + "\"access\":[%s]}")
                                .formatted(
                                        ISSUER,
                                        DockerRegistry.USER,
                                        SERVICE,
                                        now + 300,
                                        now - 10,
                                        now,
                                        UUID.randomUUID(),
                                        String.join(",", access)));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(UTF_8));
        return signed + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
