package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How to talk to registries.
 *
 * @param plainHttp which registry hosts, as references name them, may be talked to without TLS; those on loopback may always
 * @param connectTimeout how long a connection may take to come about
 * @param idleTimeout how long an answer may stay silent, at its beginning or in the middle, and how long its body may take
 *     for each 64 KiB
 * @param attempts how often a request is sent before its failure counts, at least 1
 * @param firstWait how long to wait before the second attempt; doubled for each one after
 * @param longestWait the most to wait before an attempt, also when the registry asks for more: then the request fails
 * @param hosts what holds for single hosts, by {@code HOST[:PORT]} as references name it; for others
 *     {@link HostSettings#DEFAULT}
 * @param certificateFolders where docker and podman keep certificates: {@code HOST[:PORT]/*.crt} are authorities,
 *     {@code *.cert} and {@code *.key} of one name are shown to the host
 * @param proxies through which proxies to reach which hosts
 * @param privateLayerHosts which hosts, without port, may give foreign layers although they have private addresses
 */
public record RegistryOptions(
        Predicate<String> plainHttp,
        Duration connectTimeout,
        Duration idleTimeout,
        int attempts,
        Duration firstWait,
        Duration longestWait,
        Map<String, HostSettings> hosts,
        List<Path> certificateFolders,
        ProxySettings proxies,
        Predicate<String> privateLayerHosts) {
    /** Docker's folder and podman's. */
    private static final List<Path> CERTIFICATES =
            List.of(Path.of("/etc/docker/certs.d"), Path.of("/etc/containers/certs.d"));

    /** What suits a person at a command line, who is told of long waits and can end them. */
    public static final RegistryOptions DEFAULT = new RegistryOptions(
            host -> false,
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            6,
            Duration.ofMillis(250),
            Duration.ofHours(1),
            Map.of(),
            CERTIFICATES,
            ProxySettings.NONE,
            host -> false);

    public RegistryOptions {
        requireNonNull(plainHttp, "plainHttp is null");
        requireNonNull(connectTimeout, "connectTimeout is null");
        requireNonNull(idleTimeout, "idleTimeout is null");
        requireNonNull(firstWait, "firstWait is null");
        requireNonNull(longestWait, "longestWait is null");
        hosts = Map.copyOf(hosts);
        certificateFolders = List.copyOf(certificateFolders);
        requireNonNull(proxies, "proxies is null");
        requireNonNull(privateLayerHosts, "privateLayerHosts is null");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is less than 1");
        }
    }

    /** What holds for {@code host}. */
    HostSettings settings(String host) {
        return hosts.getOrDefault(host, HostSettings.DEFAULT);
    }

    boolean isPlainHttp(String host) {
        return plainHttp.test(host) || settings(host).plainHttp();
    }

    /** These options with the hosts that may be talked to without TLS. */
    public RegistryOptions withPlainHttp(Predicate<String> which) {
        return changed(copy -> copy.plainHttp = which);
    }

    /** These options with other hosts that may be talked to without TLS. */
    public RegistryOptions withPlainHttpHosts(Set<String> names) {
        return withPlainHttp(Set.copyOf(names)::contains);
    }

    /** These options with another idle timeout. */
    public RegistryOptions withIdleTimeout(Duration timeout) {
        return changed(copy -> copy.idleTimeout = timeout);
    }

    /** These options with other attempts and waits. */
    public RegistryOptions withRetries(int most, Duration first, Duration longest) {
        return changed(copy -> {
            copy.attempts = most;
            copy.firstWait = first;
            copy.longestWait = longest;
        });
    }

    /** These options with other settings of single hosts. */
    public RegistryOptions withHosts(Map<String, HostSettings> settings) {
        return changed(copy -> copy.hosts = settings);
    }

    /** These options with other folders of certificates. */
    public RegistryOptions withCertificateFolders(List<Path> folders) {
        return changed(copy -> copy.certificateFolders = folders);
    }

    /** These options with proxies. */
    public RegistryOptions withProxies(ProxySettings settings) {
        return changed(copy -> copy.proxies = settings);
    }

    /** These options with the hosts that may give foreign layers although they have private addresses. */
    public RegistryOptions withPrivateLayerHosts(Predicate<String> which) {
        return changed(copy -> copy.privateLayerHosts = which);
    }

    private RegistryOptions changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return new RegistryOptions(
                copy.plainHttp,
                copy.connectTimeout,
                copy.idleTimeout,
                copy.attempts,
                copy.firstWait,
                copy.longestWait,
                copy.hosts,
                copy.certificateFolders,
                copy.proxies,
                copy.privateLayerHosts);
    }

    /** Options on their way to being others. */
    private static final class Copy {
        private Predicate<String> plainHttp;
        private Duration connectTimeout;
        private Duration idleTimeout;
        private int attempts;
        private Duration firstWait;
        private Duration longestWait;
        private Map<String, HostSettings> hosts;
        private List<Path> certificateFolders;
        private ProxySettings proxies;
        private Predicate<String> privateLayerHosts;

        private Copy(RegistryOptions options) {
            plainHttp = options.plainHttp;
            connectTimeout = options.connectTimeout;
            idleTimeout = options.idleTimeout;
            attempts = options.attempts;
            firstWait = options.firstWait;
            longestWait = options.longestWait;
            hosts = options.hosts;
            certificateFolders = options.certificateFolders;
            proxies = options.proxies;
            privateLayerHosts = options.privateLayerHosts;
        }
    }
}
