package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Printable;
import java.net.URI;
import java.util.Optional;

/**
 * The token service that a registry names, and whether it may see our credentials.
 *
 * <p>Whoever can change a plain HTTP answer could name a service of their own (CVE-2026-33540). So a registry that speaks
 * TLS may name any service that speaks TLS; one that speaks plain HTTP may name its own host, and elsewhere only services
 * over TLS, which then get no credentials.
 */
record Realm(URI uri, boolean mayHaveCredentials) {
    private static final int LONGEST = 2048;

    Realm {
        requireNonNull(uri, "uri is null");
    }

    /** The realm of a Bearer challenge of {@code registry}. */
    static Realm of(Challenge challenge, RegistryHost registry, String object) throws RegistryProtocolException {
        String text = challenge
                .parameter("realm")
                .orElseThrow(() -> problem(registry, object, "its challenge names no token service"));
        URI uri = parse(text)
                .orElseThrow(() -> problem(
                        registry,
                        object,
                        "its challenge names a token service that is no plain http or https address"));
        Origin realm = Origin.of(uri);
        boolean same = realm.host().equals(Origin.of(registry.address("/")).host());
        if (!realm.isTls() && (registry.isTls() || !same)) {
            throw problem(
                    registry,
                    object,
                    "its challenge names a token service without TLS at " + Printable.shorten(realm.host()));
        }
        return new Realm(uri, registry.isTls() || same);
    }

    private static Optional<URI> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RegistryProtocolException problem(RegistryHost registry, String object, String problem) {
        return new RegistryProtocolException(registry.name(), object, problem);
    }

    String host() {
        return uri.getAuthority();
    }
}
