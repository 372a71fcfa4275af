package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One GET to an address that an image names. The host is resolved once, the address is checked, and to that very address the
 * connection goes: a name that means another address the next time gains nothing. Behind a proxy, names that cannot be resolved
 * here are left to it. Nothing is sent that tells who we are.
 */
final class LayerTransport {
    private final RegistryOptions options;
    private final TlsFactories tls;
    private final AddressResolver resolver;

    LayerTransport(RegistryOptions options, TlsFactories tls, AddressResolver resolver) {
        this.options = requireNonNull(options, "options is null");
        this.tls = requireNonNull(tls, "tls is null");
        this.resolver = requireNonNull(resolver, "resolver is null");
    }

    HttpAnswer send(URI uri, long from, String object) throws IOException, SallyportException {
        Origin origin = Origin.of(uri);
        Optional<ProxyServer> proxy = options.proxies().on(uri);
        Socket socket = new Socket();
        boolean answered = false;
        try {
            if (proxy.isPresent()) {
                requirePublicBehindProxy(origin, object);
                ProxyServer through = proxy.get();
                socket.connect(
                        addressOf(through), (int) options.connectTimeout().toMillis());
            } else {
                InetAddress address = publicAddress(origin, object);
                socket.connect(new InetSocketAddress(address, origin.port()), (int)
                        options.connectTimeout().toMillis());
            }
            socket.setSoTimeout((int) options.idleTimeout().toMillis());
            Socket connected = origin.isTls() ? secure(socket, uri, proxy.orElse(null)) : socket;
            connected.getOutputStream().write(head(uri, origin, from, proxy.orElse(null)));
            InputStream in = new BufferedInputStream(connected.getInputStream(), 64 << 10);
            HttpAnswer answer = PlainHttpAnswer.read(uri, connected, in);
            answered = true;
            return new HttpAnswer(
                    uri, answer.status(), answer.headers(), new PacedInputStream(answer.body(), options.idleTimeout()));
        } finally {
            if (!answered) {
                socket.close();
            }
        }
    }

    private InetAddress publicAddress(Origin origin, String object) throws IOException, PrivateLayerHostException {
        List<InetAddress> addresses = resolver.resolve(plain(origin.host()));
        boolean allowed = options.privateLayerHosts().test(origin.host());
        return addresses.stream()
                .filter(address -> allowed || PublicAddresses.contain(address))
                .findFirst()
                .orElseThrow(() -> new PrivateLayerHostException(Printable.shorten(origin.host()), object));
    }

    private void requirePublicBehindProxy(Origin origin, String object) throws PrivateLayerHostException {
        try {
            publicAddress(origin, object);
        } catch (IOException e) {
            // Nobody here knows the name, as is usual behind a proxy.
        }
    }

    private InetSocketAddress addressOf(ProxyServer proxy) throws IOException {
        return new InetSocketAddress(resolver.resolve(plain(proxy.host())).get(0), proxy.port());
    }

    private SSLSocket secure(Socket socket, URI uri, @Nullable ProxyServer proxy)
            throws IOException, SallyportException {
        Origin origin = Origin.of(uri);
        if (proxy != null) {
            tunnel(socket, origin, proxy);
        }
        String host = plain(origin.host());
        SSLSocket secured = (SSLSocket)
                tls.withoutClientCertificate(Traffic.hostOf(uri)).createSocket(socket, host, origin.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static void tunnel(Socket socket, Origin origin, ProxyServer proxy)
            throws IOException, ProxyRefusedException {
        String target = origin.host() + ':' + origin.port();
        OutputStream out = socket.getOutputStream();
        out.write(ascii("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + authorization(proxy) + "\r\n"));
        URI uri = URI.create("http://" + target);
        // Unbuffered: what follows the head belongs to TLS.
        int status = PlainHttpAnswer.read(uri, socket, socket.getInputStream()).status();
        if (status / 100 == 4) {
            throw new ProxyRefusedException(proxy, origin.host(), status);
        }
        if (status != 200) {
            throw new IOException("The proxy " + proxy + " answers " + status);
        }
    }

    private static byte[] head(URI uri, Origin origin, long from, @Nullable ProxyServer proxy) {
        String path = (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String host = origin.host() + (origin.isUsualPort() ? "" : ":" + origin.port());
        boolean plainThroughProxy = proxy != null && !origin.isTls();
        return ascii("GET " + (plainThroughProxy ? "http://" + host : "") + path + " HTTP/1.1\r\n"
                + "Host: " + host + "\r\n"
                + "User-Agent: sallyport\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
                + (proxy != null && plainThroughProxy ? authorization(proxy) : "")
                + (from == 0 ? "" : "Range: bytes=" + from + "-\r\n")
                + "\r\n");
    }

    private static String authorization(ProxyServer proxy) {
        Credentials.Password credentials = proxy.credentials();
        return credentials == null ? "" : "Proxy-Authorization: " + credentials.basic() + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String plain(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT) : host;
    }
}
