package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Through which proxy to reach which host. This machine itself is never reached through one. Immutable; its text shows no
 * credentials.
 */
public final class ProxySettings {
    /** Reaches everything directly. */
    public static final ProxySettings NONE = new ProxySettings(null, null, ProxyExceptions.parse(""));

    private final @Nullable ProxyServer http;
    private final @Nullable ProxyServer https;
    private final ProxyExceptions exceptions;

    private ProxySettings(@Nullable ProxyServer http, @Nullable ProxyServer https, ProxyExceptions exceptions) {
        this.http = http;
        this.https = https;
        this.exceptions = requireNonNull(exceptions, "exceptions is null");
    }

    /**
     * What {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} say, or the same in lower case where those are not set.
     *
     * @param environment the process's environment variables
     * @throws ProxySettingsException if one names what is no proxy, or one of a kind that is not spoken
     */
    public static ProxySettings ofEnvironment(Map<String, String> environment) throws ProxySettingsException {
        return new ProxySettings(
                server(environment, "HTTP_PROXY"),
                server(environment, "HTTPS_PROXY"),
                ProxyExceptions.parse(environment.getOrDefault(nameOf(environment, "NO_PROXY"), "")));
    }

    private static @Nullable ProxyServer server(Map<String, String> environment, String variable)
            throws ProxySettingsException {
        String name = nameOf(environment, variable);
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? null : ProxyServer.parse(name, value);
    }

    private static String nameOf(Map<String, String> environment, String variable) {
        return environment.getOrDefault(variable, "").isBlank() ? variable.toLowerCase(Locale.ROOT) : variable;
    }

    /** The proxy on the way to {@code uri}; empty if there is none. */
    Optional<ProxyServer> on(URI uri) {
        Origin origin = Origin.of(uri);
        ProxyServer proxy = origin.isTls() ? https : http;
        boolean direct = proxy == null || Loopback.is(origin.host()) || exceptions.cover(origin.host(), origin.port());
        return direct ? Optional.empty() : Optional.ofNullable(proxy);
    }

    @Override
    public String toString() {
        return "ProxySettings[http=" + http + ", https=" + https + ", except=" + exceptions.entries() + "]";
    }
}
