package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 exchange, with nothing done on its own: no redirect, no retry, no cookie; through a proxy
 * only where the options say so.
 *
 * <p>It stands on HttpURLConnection because a body then comes straight from the socket into the reader's buffer: 0.3 CPU
 * seconds per GiB against 1.0 to 2.3 with java.net.http, which also has no timeout for a body that falls silent.
 */
final class Transport {
    static {
        // Else a registry that asks for "Negotiate" makes the JDK look for Kerberos tickets on its own.
        if (System.getProperty("javax.security.auth.useSubjectCredsOnly") == null) {
            System.setProperty("javax.security.auth.useSubjectCredsOnly", "true");
        }
        // Else Java keeps 5 idle connections to a host, and most of those that go on at once are made anew each time.
        if (System.getProperty("http.maxConnections") == null) {
            System.setProperty("http.maxConnections", "64");
        }
        // Else Java never sends a password to a proxy that asks for Basic before it opens a tunnel, as most do.
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    // Not 5xx: those pass.
    private static final Pattern NO_TUNNEL =
            Pattern.compile("Unable to tunnel through proxy.*HTTP/1\\.[01] (4[0-9]{2})");

    private final RegistryOptions options;
    private final TlsFactories tls;
    // One each: connections are kept and used again by authenticator.
    private final Map<Credentials.Password, ProxyAuthenticator> authenticators = new ConcurrentHashMap<>();

    Transport(RegistryOptions options, TlsFactories tls) {
        this.options = requireNonNull(options, "options is null");
        this.tls = requireNonNull(tls, "tls is null");
    }

    /**
     * Sends {@code call} and returns the answer once its head is there.
     *
     * @param host who is asked, as settings name it
     * @throws IOException if nobody answers, or what answers is not HTTP
     */
    HttpAnswer send(HttpCall call, String host) throws IOException, SallyportException {
        @Nullable ProxyServer proxy = options.proxies().on(call.uri()).orElse(null);
        HttpURLConnection connection =
                (HttpURLConnection) call.uri().toURL().openConnection(proxy == null ? Proxy.NO_PROXY : proxy.toProxy());
        if (connection instanceof HttpsURLConnection secured) {
            secured.setSSLSocketFactory(tls.of(host));
        }
        if (proxy != null && proxy.credentials() != null) {
            authenticate(connection, proxy.credentials());
        }
        connection.setConnectTimeout((int) options.connectTimeout().toMillis());
        connection.setReadTimeout((int) options.idleTimeout().toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "sallyport");
        connection.setRequestProperty("Accept-Encoding", "identity");
        call.headers().forEach(connection::setRequestProperty);
        connection.setRequestMethod(call.method());
        sendForm(connection, call.form());
        int status = proxy == null ? statusOf(connection, call) : statusThrough(proxy, connection, call, host);
        return new HttpAnswer(call.uri(), status, headersOf(connection), paced(bodyOf(connection, status)));
    }

    private InputStream paced(InputStream body) {
        return new PacedInputStream(body, options.idleTimeout());
    }

    private static int statusOf(HttpURLConnection connection, HttpCall call) throws IOException {
        try {
            int status = connection.getResponseCode();
            if (status >= 100) {
                return status;
            }
        } catch (RuntimeException e) {
            // HttpURLConnection reads challenges too, and not every malformed one with grace.
        }
        connection.disconnect();
        throw new NotHttpException(Origin.of(call.uri()));
    }

    private void authenticate(HttpURLConnection connection, Credentials.Password credentials) {
        if (connection instanceof HttpsURLConnection) {
            // A header would go through the tunnel, to the host behind it, and not to the proxy.
            connection.setAuthenticator(authenticators.computeIfAbsent(credentials, ProxyAuthenticator::new));
        } else {
            connection.setRequestProperty("Proxy-Authorization", credentials.basic());
        }
    }

    // Java says what a proxy answered to CONNECT only in the text of an exception.
    private static int statusThrough(ProxyServer proxy, HttpURLConnection connection, HttpCall call, String host)
            throws IOException, ProxyRefusedException {
        int status;
        try {
            status = statusOf(connection, call);
        } catch (IOException e) {
            Matcher refusal = NO_TUNNEL.matcher(String.valueOf(e.getMessage()));
            if (refusal.lookingAt()) {
                throw new ProxyRefusedException(proxy, host, Integer.parseInt(refusal.group(1)));
            }
            throw e;
        }
        if (status == 407) {
            connection.disconnect();
            throw new ProxyRefusedException(proxy, host, status);
        }
        return status;
    }

    private static void sendForm(HttpURLConnection connection, @Nullable String form) throws IOException {
        if (form == null) {
            return;
        }
        byte[] content = form.getBytes(StandardCharsets.UTF_8);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(content);
        }
    }

    private static InputStream bodyOf(HttpURLConnection connection, int status) throws IOException {
        if (status < 400) {
            return connection.getInputStream();
        }
        InputStream body = connection.getErrorStream();
        return body == null ? InputStream.nullInputStream() : body;
    }

    private static Map<String, List<String>> headersOf(HttpURLConnection connection) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        connection.getHeaderFields().forEach((name, values) -> {
            // The status line has a null name here.
            if (name != null) {
                // HttpURLConnection lists repeated headers last first.
                List<String> inOrder = new ArrayList<>(values);
                Collections.reverse(inOrder);
                headers.merge(name.toLowerCase(Locale.ROOT), inOrder, (one, other) -> {
                    List<String> both = new ArrayList<>(one);
                    both.addAll(other);
                    return both;
                });
            }
        });
        return headers;
    }
}
