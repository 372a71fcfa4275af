package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that is spoken to in plain HTTP, with CONNECT for what speaks TLS behind it.
 *
 * @param credentials null if it needs none
 */
record ProxyServer(String host, int port, Credentials.@Nullable Password credentials) {
    private static final int LONGEST = 2048;
    private static final int USUAL_PORT = 80;

    ProxyServer {
        requireNonNull(host, "host is null");
    }

    /** Reads {@code [http://][USER[:PASSWORD]@]HOST[:PORT][/]}. */
    static ProxyServer parse(String variable, String text) throws ProxySettingsException {
        String address = text.contains("://") ? text : "http://" + text;
        if (address.length() > LONGEST) {
            throw new ProxySettingsException(variable, "it has more than " + LONGEST + " characters");
        }
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            // Its message quotes the address, and that may hold a password.
            throw new ProxySettingsException(variable, "it is no address");
        }
        if (!"http".equals(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new ProxySettingsException(variable, "it is no proxy that is spoken to in plain HTTP");
        }
        boolean plain = uri.getHost() != null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                && uri.getPort() <= 65_535;
        if (!plain) {
            throw new ProxySettingsException(variable, "it is no address of a host and a port");
        }
        return new ProxyServer(
                uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), credentialsOf(variable, uri));
    }

    private static Credentials.@Nullable Password credentialsOf(String variable, URI uri)
            throws ProxySettingsException {
        String user = uri.getRawUserInfo();
        if (user == null) {
            return null;
        }
        try {
            // A plus is a plus here, unlike in forms.
            String both = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            return colon < 0
                    ? new Credentials.Password(both, "")
                    : new Credentials.Password(both.substring(0, colon), both.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new ProxySettingsException(variable, "its user or password is not percent-encoded");
        }
    }

    /** As Java's network classes have it; the name is resolved when a connection is made. */
    Proxy toProxy() {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(name, port));
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return host + ':' + port;
    }
}
