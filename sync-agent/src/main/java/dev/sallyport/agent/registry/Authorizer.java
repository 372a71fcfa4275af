package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges of registries and remembers, for each repository, what opened it. A token is got once however many
 * threads wait for it. Safe for use by many threads.
 */
final class Authorizer {
    /** A token is given up this long before it expires, so that it does not do so on its way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final int LONGEST_SCOPE = 2048;

    private final CredentialFiles credentials;
    private final TokenFetch tokens;
    private final Clock clock;
    private final Map<RepositoryAddress, Grant> grants = new ConcurrentHashMap<>();
    private final Map<RepositoryAddress, Object> locks = new ConcurrentHashMap<>();

    Authorizer(CredentialFiles credentials, TokenFetch tokens, Clock clock) {
        this.credentials = requireNonNull(credentials, "credentials is null");
        this.tokens = requireNonNull(tokens, "tokens is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** What opened this repository before and still does, as far as is known. */
    Optional<Grant> known(RepositoryAddress repository) {
        return Optional.ofNullable(grants.get(repository)).filter(this::isFresh);
    }

    /**
     * Answers a 401.
     *
     * @param rejected what did not do; null if nothing was offered
     */
    Grant answer(
            RegistryHost host,
            RepositoryAddress repository,
            HttpAnswer unauthorized,
            @Nullable Grant rejected,
            String object)
            throws IOException, BusyException, SallyportException {
        List<Challenge> challenges = challengesOf(host, unauthorized, object);
        ErrorBody error = ErrorBody.read(unauthorized);
        synchronized (locks.computeIfAbsent(repository, any -> new Object())) {
            Grant current = grants.get(repository);
            if (current != null && isFresh(current) && !current.equals(rejected)) {
                return current;
            }
            Grant fresh = grant(host, repository, challenges, error, rejected, object);
            grants.put(repository, fresh);
            return fresh;
        }
    }

    /** What to say when {@code repository} stays closed. */
    AccessDeniedException denied(RegistryHost host, RepositoryAddress repository, ErrorBody error, String object)
            throws CredentialsFileException, CredentialHelperException {
        Grant used = grants.get(repository);
        CredentialLookup lookup = used != null ? used.lookup() : credentials.find(repository);
        return new AccessDeniedException(
                host.name(), object, host.name(), error.text(), lookup.description(), lookup.remedy());
    }

    private Grant grant(
            RegistryHost host,
            RepositoryAddress repository,
            List<Challenge> challenges,
            ErrorBody error,
            @Nullable Grant rejected,
            String object)
            throws IOException, BusyException, SallyportException {
        Optional<Challenge> bearer = Challenge.firstOf(challenges, "bearer");
        if (bearer.isPresent()) {
            return bearer(host, repository, bearer.get(), object);
        }
        CredentialLookup lookup = credentials.find(repository);
        if (Challenge.firstOf(challenges, "basic").isPresent()
                && lookup.credentials() instanceof Credentials.Password password) {
            Grant basic = new Grant(password.basic(), Instant.MAX, lookup);
            if (!basic.equals(rejected)) {
                return basic;
            }
        }
        throw new AccessDeniedException(
                host.name(), object, host.name(), error.text(), lookup.description(), lookup.remedy());
    }

    private Grant bearer(RegistryHost host, RepositoryAddress repository, Challenge challenge, String object)
            throws IOException, BusyException, SallyportException {
        Realm realm = Realm.of(challenge, host, object);
        CredentialLookup lookup = credentials.find(repository);
        if (!realm.mayHaveCredentials() && lookup.found().isPresent()) {
            lookup = new CredentialLookup(
                    null,
                    lookup.description() + ", not sent to " + realm.host() + " because " + host
                            + " names it over plain HTTP",
                    "Reach " + host + " over TLS, or have it name a token service on its own host.");
        }
        String scope = challenge
                .parameter("scope")
                .filter(said -> said.length() <= LONGEST_SCOPE)
                .orElse(
                        repository.path().isEmpty()
                                ? "registry:catalog:*"
                                : "repository:" + repository.path() + ":pull");
        Instant asked = clock.instant();
        TokenFetch.Token token =
                tokens.fetch(realm, challenge.parameter("service").orElse(null), scope, lookup, object);
        return new Grant("Bearer " + token.value(), asked.plus(token.lifetime()), lookup);
    }

    private boolean isFresh(Grant grant) {
        return clock.instant().isBefore(grant.expires().minus(MARGIN));
    }

    private static List<Challenge> challengesOf(RegistryHost host, HttpAnswer answer, String object)
            throws RegistryProtocolException {
        try {
            return Challenge.of(answer);
        } catch (MalformedChallengeException e) {
            throw new RegistryProtocolException(
                    host.name(), object, "it asks for credentials with a malformed challenge: " + e.getMessage());
        }
    }
}
