package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Reference;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One registry and what a run learns about it: whether it speaks TLS, whether it has the
 * referrers API, and whether it answers HEAD. Safe for use by
 * many threads.
 */
final class RegistryHost {
    private static final String DOCKER_HUB_CONNECTION = "registry-1.docker.io";
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-f:]+]|[^:\\[\\]/@]+)(?::([0-9]{1,5}))?");

    private final String name;
    private final String connection;
    private volatile Scheme scheme;
    private volatile boolean withoutReferrers;
    private volatile boolean withoutHead;

    /** What is known of how to talk to it. */
    private enum Scheme {
        TLS,
        PLAIN,
        /** Plain until it proves to be TLS, once nothing else explains its answer. */
        PLAIN_SO_FAR
    }

    /**
     * @param name the host as references name it, with an optional port
     * @param plainHttp whether it may be talked to without TLS although it is not on loopback
     */
    RegistryHost(String name, boolean plainHttp) {
        this.name = requireNonNull(name, "name is null");
        Matcher parts = HOST_AND_PORT.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not a registry host: " + name);
        }
        this.connection = name.equals(Reference.DOCKER_HUB) ? DOCKER_HUB_CONNECTION : name;
        boolean loopback = Loopback.is(requireNonNull(parts.group(1)));
        this.scheme = loopback || plainHttp ? Scheme.PLAIN_SO_FAR : Scheme.TLS;
    }

    String name() {
        return name;
    }

    /** The address of a path at this registry; {@code pathAndQuery} begins with a slash and needs no more escaping. */
    URI address(String pathAndQuery) {
        return URI.create((scheme == Scheme.TLS ? "https://" : "http://") + connection + pathAndQuery);
    }

    boolean isTls() {
        return scheme == Scheme.TLS;
    }

    /** Whether an answer that makes no sense may come from a TLS port that was spoken to in plain HTTP. */
    boolean mayBeTls() {
        return scheme == Scheme.PLAIN_SO_FAR;
    }

    /** Remembers that it answers plain HTTP with sense. */
    synchronized void provePlain() {
        if (scheme == Scheme.PLAIN_SO_FAR) {
            scheme = Scheme.PLAIN;
        }
    }

    /** Whether it speaks TLS after all. Tries once, while that is open, and remembers. */
    synchronized boolean turnsOutTls(TlsProbe probe) throws TlsMaterialException {
        if (scheme == Scheme.PLAIN_SO_FAR) {
            scheme = probe.speaksTls(address("/")) ? Scheme.TLS : Scheme.PLAIN;
        }
        return scheme == Scheme.TLS;
    }

    boolean isWithoutReferrers() {
        return withoutReferrers;
    }

    void rememberWithoutReferrers() {
        withoutReferrers = true;
    }

    boolean isWithoutHead() {
        return withoutHead;
    }

    void rememberWithoutHead() {
        withoutHead = true;
    }

    @Override
    public String toString() {
        return name;
    }
}
