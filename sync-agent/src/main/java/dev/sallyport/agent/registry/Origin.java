package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Locale;

/** Who an address belongs to: credentials for one origin are for no other. */
record Origin(String scheme, String host, int port) {
    Origin {
        requireNonNull(scheme, "scheme is null");
        requireNonNull(host, "host is null");
    }

    /** The origin of an absolute address with a host. */
    static Origin of(URI uri) {
        String scheme = requireNonNull(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, requireNonNull(uri.getHost()).toLowerCase(Locale.ROOT), port);
    }

    /** Whether it is the port that goes without saying. */
    boolean isUsualPort() {
        return port == (isTls() ? 443 : 80);
    }

    boolean isTls() {
        return scheme.equals("https");
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ':' + port;
    }
}
