package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a layer can be had, as a request for it says.
 *
 * @param host in lower case, with its port unless that goes without saying
 * @param path as it stands in the first line of the request, with the query
 */
public record LayerUrl(String host, String path) {
    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_PATH = 2048;

    public LayerUrl {
        requireNonNull(host, "host is null");
        requireNonNull(path, "path is null");
    }

    /** That of a URL in a manifest; empty if nobody could ask for it over HTTP, or it is too long. */
    static Optional<LayerUrl> parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            boolean http = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
            if (!http || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            return of(host, uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** What a request asks for that names {@code host} in its header; empty if that is no layer's address. */
    public static Optional<LayerUrl> of(String host, URI target) {
        String rawPath = target.getRawPath();
        String path = rawPath == null || rawPath.isEmpty() ? "/" : rawPath;
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String name = host(host);
        return name.length() > LONGEST_HOST || path.length() + query.length() > LONGEST_PATH
                ? Optional.empty()
                : Optional.of(new LayerUrl(name, path + query));
    }

    /** A host as the table has it: a request does not say its scheme, so neither scheme's port is part of a name. */
    public static String host(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":(443|80)$", "");
    }
}
