package dev.sallyport.agent.registry;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where a list goes on: {@code Link: </v2/...>; rel="next"}, at the same registry only. */
final class NextLink {
    private static final int LONGEST = 8 << 10;
    private static final Pattern NEXT =
            Pattern.compile("<([^<>]++)>\\s*+;\\s*+rel=(?:\"next\"|next)\\s*+", Pattern.CASE_INSENSITIVE);

    private NextLink() {}

    /** Path and query of the next page; empty if this is the last one. */
    static Optional<String> of(HttpAnswer answer, String host, String object) throws RegistryProtocolException {
        Optional<String> header = answer.header("Link");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Matcher link = NEXT.matcher(header.get());
        if (header.get().length() <= LONGEST && link.matches()) {
            try {
                URI next = answer.uri().resolve(URI.create(link.group(1)));
                if (next.getHost() != null
                        && isSameHost(Origin.of(next), Origin.of(answer.uri()))
                        && next.getRawPath().startsWith("/v2/")
                        && !next.equals(answer.uri())) {
                    return Optional.of(
                            next.getRawPath() + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery()));
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
        }
        throw new RegistryProtocolException(host, object, "it goes on somewhere else than at this registry");
    }

    // Behind something that ends TLS for them, registries name themselves with http; only the path is used.
    private static boolean isSameHost(Origin next, Origin answered) {
        return next.host().equals(answered.host())
                && (next.port() == answered.port() || (next.isUsualPort() && answered.isUsualPort()));
    }
}
