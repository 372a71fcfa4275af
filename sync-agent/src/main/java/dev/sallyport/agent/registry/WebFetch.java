package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.registry.Credentials.Password;
import dev.sallyport.failure.SallyportException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what is of no registry: a chart repository's index, a chart. Over TLS, or in plain HTTP where that is allowed; with a name
 * and a password if the server asks for them and the credential files have some for its host.
 */
final class WebFetch {
    private final Redirects redirects;
    private final Retries retries;
    private final CredentialFiles credentials;
    private final RegistryOptions options;
    private final Clock clock;

    WebFetch(Redirects redirects, Retries retries, CredentialFiles credentials, RegistryOptions options, Clock clock) {
        this.redirects = requireNonNull(redirects, "redirects is null");
        this.retries = requireNonNull(retries, "retries is null");
        this.credentials = requireNonNull(credentials, "credentials is null");
        this.options = requireNonNull(options, "options is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * All that is at {@code address}.
     *
     * @param limit the most bytes that it may have
     */
    byte[] get(URI address, int limit) throws InterruptedIOException, SallyportException {
        // Without a query, which may hold a secret.
        String object = address.getScheme() + "://" + address.getHost() + address.getPath();
        requireAllowed(address, object);
        String host = Traffic.hostOf(address);
        return retries.run(host, object, () -> {
            HttpCall call = HttpCall.of(RequestKind.WEB, address, Map.of("Accept", "*/*"));
            HttpAnswer answer = redirects.send(call, object);
            CredentialLookup lookup = null;
            if (answer.status() == 401 && Origin.of(answer.uri()).equals(Origin.of(address))) {
                lookup = credentials.find(new RepositoryAddress(host, ""));
                if (lookup.found().orElse(null) instanceof Password password) {
                    answer.close();
                    answer = redirects.send(call.with("Authorization", password.basic()), object);
                }
            }
            try (HttpAnswer last = answer) {
                requireGood(last, host, object, lookup);
                return read(last, host, object, limit);
            }
        });
    }

    private void requireAllowed(URI address, String object) throws RegistryProtocolException {
        boolean plain = "http".equalsIgnoreCase(address.getScheme());
        boolean tls = "https".equalsIgnoreCase(address.getScheme());
        if ((!plain && !tls) || address.getHost() == null || address.getUserInfo() != null) {
            throw new RegistryProtocolException("the address", object, "it is no plain http or https address");
        }
        if (plain && !Loopback.is(address.getHost()) && !options.isPlainHttp(Traffic.hostOf(address))) {
            throw new RegistryProtocolException(
                    address.getHost(),
                    object,
                    "it is not behind TLS; allow that with --plain-http, or registries: HOST: {plain-http: true}");
        }
    }

    private void requireGood(HttpAnswer answer, String host, String object, @Nullable CredentialLookup lookup)
            throws BusyException, SallyportException {
        if (answer.status() == 200) {
            return;
        }
        ErrorBody error = ErrorBody.read(answer);
        if (Busy.is(answer.status())) {
            Busy.check(answer, error, host, object, clock);
        }
        switch (answer.status()) {
            case 401, 403 ->
                throw new AccessDeniedException(
                        host,
                        object,
                        host,
                        error.text(),
                        lookup == null ? "none were asked for" : lookup.description(),
                        lookup == null ? "Check the address, and whether it may be read." : lookup.remedy());
            case 404, 410 -> throw new ContentNotFoundException(host, object, error.text());
            default -> throw new RegistryProtocolException(host, object, "its status is " + answer.status());
        }
    }

    private static byte[] read(HttpAnswer answer, String host, String object, int limit)
            throws IOException, RegistryProtocolException {
        OptionalLong length = answer.contentLength();
        if (length.isPresent() && length.getAsLong() > limit) {
            throw tooLarge(host, object, limit);
        }
        byte[] content = answer.body().readNBytes(limit + 1);
        if (content.length > limit) {
            throw tooLarge(host, object, limit);
        }
        if (length.isPresent() && content.length < length.getAsLong()) {
            throw new EOFException("It ended after " + content.length + " of " + length.getAsLong() + " bytes");
        }
        return content;
    }

    private static RegistryProtocolException tooLarge(String host, String object, int limit) {
        return new RegistryProtocolException(host, object, "it has more than the " + limit + " bytes allowed");
    }
}
