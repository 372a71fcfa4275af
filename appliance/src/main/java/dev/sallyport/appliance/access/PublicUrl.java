package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where clients reach an appliance that has a proxy in front of it. An administrator gives it; nothing in a request changes it.
 *
 * @param tls whether clients speak TLS to the proxy
 * @param host a canonical name or address, with its port unless that goes without saying
 */
public record PublicUrl(boolean tls, String host) {
    public PublicUrl {
        if (!Reference.isCanonicalHost(requireNonNull(host, "host is null"))) {
            throw new IllegalArgumentException("Not a host: " + host);
        }
    }

    /** Reads {@code https://HOST[:PORT]}; a registry has no path before its own. */
    public static PublicUrl parse(String text) throws MalformedValueException {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme();
            boolean tls = "https".equalsIgnoreCase(scheme);
            String authority = url.getRawAuthority();
            boolean bare = url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawPath() != null
                    && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
            if ((tls || "http".equalsIgnoreCase(scheme)) && authority != null && bare) {
                String host = withoutPort(Reference.canonicalHost(authority), tls ? ":443" : ":80");
                if (Reference.isCanonicalHost(host)) {
                    return new PublicUrl(tls, host);
                }
            }
        } catch (URISyntaxException e) {
            // As below.
        }
        throw new MalformedValueException(
                "public URL", text, "https://HOST or https://HOST:PORT, such as https://registry.plant.example");
    }

    private static String withoutPort(String host, String port) {
        return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }

    /** The host without its port, an address without its brackets. */
    public String name() {
        String name = host.replaceFirst(":[0-9]+$", "");
        return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    }

    /** As a URL, without a slash at its end. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host;
    }
}
