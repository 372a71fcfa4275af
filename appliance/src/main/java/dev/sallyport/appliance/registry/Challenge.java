package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.PublicUrl;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told when it has to log in: where to get a token, and for what.
 *
 * <p>The place is this server under the name that the client used for it. No other header of the request has a say: clients send
 * passwords there.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token authentication</a>
 */
final class Challenge {
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private Challenge() {}

    /**
     * The value of {@code WWW-Authenticate}.
     *
     * @param url where clients reach this server, if an administrator said so
     * @param scope what a token is needed for; null for a login as such
     * @param insufficient whether the client had a token, and it was not enough
     */
    static String of(HttpRequest<?> request, @Nullable PublicUrl url, @Nullable String scope, boolean insufficient) {
        String host = host(request, url);
        StringBuilder challenge = new StringBuilder("Bearer realm=\"")
                .append((url == null ? request.isSecure() : url.tls()) ? "https" : "http")
                .append("://")
                .append(host)
                .append(TokenController.PATH)
                .append("\",service=\"")
                .append(host)
                .append('"');
        if (scope != null) {
            challenge
                    .append(",scope=\"")
                    .append(scope.replaceAll("[^A-Za-z0-9:/._,-]", ""))
                    .append('"');
        }
        if (insufficient) {
            challenge.append(",error=\"insufficient_scope\"");
        }
        return challenge.toString();
    }

    /**
     * The name that the client uses for this server; its address, if that is none.
     *
     * @param url where clients reach it, if an administrator said so
     */
    static String host(HttpRequest<?> request, @Nullable PublicUrl url) {
        if (url != null) {
            return url.host();
        }
        List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
        if (hosts.size() == 1 && HOST.matcher(hosts.get(0)).matches()) {
            return hosts.get(0);
        }
        InetSocketAddress address = request.getServerAddress();
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + address.getPort();
    }
}
