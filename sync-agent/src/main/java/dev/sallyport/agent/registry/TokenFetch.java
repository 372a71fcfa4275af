package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gets a token from a token service: GET, with Basic if there is a password; POST if there is an identity token. Redirects
 * are not followed: nobody but the service itself is to see credentials.
 */
final class TokenFetch {
    private static final int LIMIT = 256 << 10;
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();
    // What may stand in a header; b64token with some slack.
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,131072}");

    private final Traffic traffic;
    private final Clock clock;

    TokenFetch(Traffic traffic, Clock clock) {
        this.traffic = requireNonNull(traffic, "traffic is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** A token, and until when it may be used. */
    record Token(String value, Duration lifetime) {
        @Override
        public String toString() {
            return "Token[lifetime=" + lifetime + "]";
        }
    }

    /** Asks for a token. */
    Token fetch(Realm realm, @Nullable String service, String scope, CredentialLookup lookup, String object)
            throws IOException, BusyException, SallyportException {
        try (HttpAnswer answer = traffic.send(call(realm, service, scope, lookup.credentials()), object)) {
            if (answer.status() == 200) {
                return read(answer, realm, object);
            }
            ErrorBody error = ErrorBody.read(answer);
            if (answer.status() == 401 || answer.status() == 403 || answer.status() == 400) {
                throw new AccessDeniedException(
                        realm.host(),
                        object,
                        "The token service " + realm.host(),
                        error.text(),
                        lookup.description(),
                        lookup.remedy());
            }
            Busy.check(answer, error, realm.host(), object, clock);
            throw problem(realm, object, "the token service answers " + answer.status());
        }
    }

    private static HttpCall call(
            Realm realm, @Nullable String service, String scope, @Nullable Credentials credentials) {
        Map<String, String> accept = Map.of("Accept", "application/json");
        String query = (service == null ? "" : "service=" + encode(service) + '&') + "scope=" + encode(scope);
        if (credentials instanceof Credentials.IdentityToken identity) {
            String form = "grant_type=refresh_token&client_id=sallyport&" + query + "&refresh_token="
                    + encode(identity.secret());
            return HttpCall.post(RequestKind.TOKEN, realm.uri(), form, accept);
        }
        String before = realm.uri().getRawQuery();
        URI uri = realm.uri().resolve(pathOf(realm.uri()) + '?' + (before == null ? "" : before + '&') + query);
        HttpCall call = HttpCall.of(RequestKind.TOKEN, uri, accept);
        return credentials instanceof Credentials.Password password
                ? call.with("Authorization", password.basic())
                : call;
    }

    private static String pathOf(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static Token read(HttpAnswer answer, Realm realm, String object) throws IOException, SallyportException {
        byte[] content;
        try (InputStream body = answer.body()) {
            content = body.readNBytes(LIMIT + 1);
        }
        if (content.length > LIMIT) {
            throw problem(realm, object, "the token service sends more than " + LIMIT + " bytes");
        }
        JsonReader json;
        String value;
        try {
            json = StrictJson.parseObject("token", content, LIMIT);
            Optional<String> token = json.optionalText("token").filter(text -> !text.isEmpty());
            value = token.isPresent()
                    ? token.get()
                    : json.optionalText("access_token").orElse("");
        } catch (MalformedJsonException e) {
            // Its message may quote the token.
            throw problem(realm, object, "the token service sends no JSON of the expected shape");
        }
        if (!TOKEN.matcher(value).matches()) {
            throw problem(realm, object, "the token service sends no usable token");
        }
        return new Token(value, lifetimeOf(json, realm, object));
    }

    // 60 seconds if it does not say, and never less, as the specification of token services has it.
    private static Duration lifetimeOf(JsonReader json, Realm realm, String object) throws RegistryProtocolException {
        if (!json.has("expires_in")) {
            return SHORTEST;
        }
        try {
            Duration said = Duration.ofSeconds(Math.min(json.size("expires_in"), LONGEST_SECONDS));
            return said.compareTo(SHORTEST) < 0 ? SHORTEST : said;
        } catch (MalformedJsonException e) {
            throw problem(realm, object, "the token service says no legible lifetime");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static RegistryProtocolException problem(Realm realm, String object, String problem) {
        return new RegistryProtocolException(realm.host(), object, problem);
    }
}
