package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * How to talk to registries.
 *
 * @param plainHttpHosts registry hosts, as references name them, that may be talked to without TLS; those on loopback may
 *     always
 * @param connectTimeout how long a connection may take to come about
 * @param idleTimeout how long an answer may stay silent, at its beginning or in the middle, and how long its body may take
 *     for each 64 KiB
 * @param attempts how often a request is sent before its failure counts, at least 1
 * @param firstWait how long to wait before the second attempt; doubled for each one after
 * @param longestWait the most to wait before an attempt, also when the registry asks for more: then the request fails
 */
public record RegistryOptions(
        Set<String> plainHttpHosts,
        Duration connectTimeout,
        Duration idleTimeout,
        int attempts,
        Duration firstWait,
        Duration longestWait) {
    /** What suits a person at a command line. */
    public static final RegistryOptions DEFAULT = new RegistryOptions(
            Set.of(), Duration.ofSeconds(15), Duration.ofSeconds(60), 6, Duration.ofMillis(250), Duration.ofMinutes(5));

    public RegistryOptions {
        plainHttpHosts = Set.copyOf(plainHttpHosts);
        requireNonNull(connectTimeout, "connectTimeout is null");
        requireNonNull(idleTimeout, "idleTimeout is null");
        requireNonNull(firstWait, "firstWait is null");
        requireNonNull(longestWait, "longestWait is null");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is less than 1");
        }
    }

    /** These options with other hosts that may be talked to without TLS. */
    public RegistryOptions withPlainHttpHosts(Set<String> hosts) {
        return new RegistryOptions(hosts, connectTimeout, idleTimeout, attempts, firstWait, longestWait);
    }

    /** These options with another idle timeout. */
    public RegistryOptions withIdleTimeout(Duration timeout) {
        return new RegistryOptions(plainHttpHosts, connectTimeout, timeout, attempts, firstWait, longestWait);
    }
}
