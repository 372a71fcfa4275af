package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.access.BearerTokens.Use;
import dev.sallyport.appliance.store.AccessRegister;
import dev.sallyport.appliance.store.AccessState;
import dev.sallyport.appliance.store.Grant;
import dev.sallyport.appliance.store.Role;
import dev.sallyport.appliance.store.UserEntry;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says who asks and what they may. Thread-safe. */
public final class Access implements Closeable {
    private static final String BEARER = "bearer ";

    private final Principals principals;
    private final boolean loopback;
    private final LocalHosts hosts;
    private final BearerTokens tokens;
    private final Logins logins;
    private final FailedLogins failedLogins;
    private final Clock clock;
    private final @Nullable AdminToken setup;

    private Access(
            Principals principals,
            boolean loopback,
            LocalHosts hosts,
            BearerTokens tokens,
            Logins logins,
            FailedLogins failedLogins,
            Clock clock,
            @Nullable AdminToken setup) {
        this.principals = principals;
        this.loopback = loopback;
        this.hosts = hosts;
        this.tokens = tokens;
        this.logins = logins;
        this.failedLogins = failedLogins;
        this.clock = clock;
        this.setup = setup;
    }

    /**
     * Opens access with what was configured before.
     *
     * @param keyFile the key that tokens are signed with; made if it is not there
     * @param loopback whether the server can be reached from this machine alone: then whoever asks may push until somebody says who
     *     may
     * @param names what whoever asks may call it then, besides localhost
     * @param setup what admits to adding the first user; null if something is configured already
     */
    public static Access open(
            AccessRegister register,
            AdminToken admin,
            Path keyFile,
            boolean loopback,
            Collection<String> names,
            @Nullable AdminToken setup,
            Clock clock)
            throws IOException {
        return open(Principals.of(register), admin, keyFile, loopback, names, setup, new Passwords(clock), clock);
    }

    static Access open(
            Principals principals,
            AdminToken admin,
            Path keyFile,
            boolean loopback,
            Collection<String> names,
            @Nullable AdminToken setup,
            Passwords passwords,
            Clock clock)
            throws IOException {
        BearerTokens tokens = BearerTokens.open(keyFile, clock);
        FailedLogins failedLogins = new FailedLogins(principals, clock);
        Logins logins = new Logins(principals, admin, tokens, passwords, failedLogins, clock);
        return new Access(principals, loopback, new LocalHosts(names), tokens, logins, failedLogins, clock, setup);
    }

    /** Returns when the logins that failed so far are in the journal, or it is known that they cannot be. */
    public void awaitRecords() {
        failedLogins.await();
    }

    /** Waits for the records of failed logins; those that fail from now on leave none. */
    @Override
    public void close() {
        failedLogins.close();
    }

    /**
     * Who sends a request. May take as long as a password takes to verify: not for an event loop.
     *
     * @throws LoginFailedException if credentials are given and are wrong
     * @throws TooManyLoginsException if they cannot be looked at now
     */
    public Caller authenticate(Credentials credentials) throws IOException, SallyportException {
        String authorization = credentials.authorization();
        if (authorization == null) {
            return certified(credentials.certificateName());
        }
        if (BasicCredentials.isBasic(authorization)) {
            BasicCredentials given = BasicCredentials.parse(authorization).orElseThrow(LoginFailedException::malformed);
            return logins.login(given, credentials.remote()).caller();
        }
        String token = bearer(authorization).orElseThrow(LoginFailedException::malformed);
        return setup != null && setup.is(token) && !isConfigured()
                ? new Caller.Setup()
                : logins.bearer(token).caller();
    }

    // One authority may certify many machines; those that are no users are nobody here.
    private Caller certified(@Nullable String name) throws IOException {
        boolean known = name != null
                && UserName.isValid(name)
                && principals.state().user(new UserName(name)).isPresent();
        return known ? new Caller.User(new UserName(requireNonNull(name))) : new Caller.Anonymous();
    }

    private static Optional<String> bearer(String authorization) {
        return authorization.length() > BEARER.length()
                        && authorization
                                .substring(0, BEARER.length())
                                .toLowerCase(Locale.ROOT)
                                .equals(BEARER)
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /**
     * Whether {@code caller} may do that, now.
     *
     * @param repository the resolved one, never the name as it was asked for
     */
    public boolean may(Caller caller, Permission permission, RepositoryName repository) throws IOException {
        return may(caller, permission, grant -> grant.covers(repository));
    }

    /**
     * Whether {@code caller} may do that in a request to {@code host}. Until somebody says who may push, whoever is on this machine
     * may; a page that a browser shows here is not, though its name may lead here.
     *
     * @param host the request's header; null if there is none
     */
    public boolean may(Caller caller, Permission permission, RepositoryName repository, @Nullable String host)
            throws IOException {
        return may(caller, permission, repository)
                && (!writes(permission) || !(caller instanceof Caller.Anonymous) || hosts.accept(host));
    }

    /** Whether {@code caller} has ADMIN or AUDIT, or may do that in every repository. */
    public boolean may(Caller caller, Permission permission) throws IOException {
        return may(caller, permission, grant -> grant.repositories().equals(Grant.ALL));
    }

    private boolean may(Caller caller, Permission permission, Predicate<Grant> covers) throws IOException {
        AccessState state = principals.state();
        if (caller instanceof Caller.Administrator) {
            return true;
        }
        if (allow(state.anonymous(), permission, covers)) {
            return true;
        }
        if (caller instanceof Caller.User user) {
            return state.user(user.user())
                    .map(UserEntry::grants)
                    .filter(grants -> allow(grants, permission, covers))
                    .isPresent();
        }
        return writes(permission) && loopback && !state.isConfigured();
    }

    private static boolean writes(Permission permission) {
        return permission == Permission.PUSH || permission == Permission.DELETE;
    }

    private static boolean allow(List<Grant> grants, Permission permission, Predicate<Grant> covers) {
        return grants.stream().anyMatch(grant -> allows(grant.role(), permission) && covers.test(grant));
    }

    private static boolean allows(Role role, Permission permission) {
        return switch (role) {
            case ADMIN -> true;
            case PUSH -> permission != Permission.ADMIN && permission != Permission.AUDIT;
            case PULL -> permission == Permission.PULL;
            case AUDITOR -> permission == Permission.AUDIT;
        };
    }

    /** Whether anybody was ever given a name here, or anonymous access changed. */
    public boolean isConfigured() throws IOException {
        return principals.state().isConfigured();
    }

    /** Whether clients should be told at once that there is something to log in for: many do not log in unless they are. */
    public boolean asksForLogin() throws IOException {
        return !loopback || isConfigured();
    }

    /**
     * A token for a client.
     *
     * @param attempt what the client gives to say who it is
     * @param anonymousWillDo whether everything the token is wanted for is open to whoever asks; then wrong credentials are no
     *     failure
     * @param offline whether the client wants something to keep in place of a password
     * @throws LoginFailedException if credentials are given and are wrong
     * @throws TooManyLoginsException if they cannot be looked at now
     */
    public IssuedToken issue(LoginAttempt attempt, boolean anonymousWillDo, boolean offline)
            throws IOException, SallyportException {
        Login login = login(attempt, anonymousWillDo);
        Instant now = clock.instant();
        boolean somebody = !(login.caller() instanceof Caller.Anonymous);
        return new IssuedToken(
                tokens.issue(Use.ACCESS, login.holder()),
                now,
                BearerTokens.lifetime(Use.ACCESS),
                offline && somebody ? tokens.issue(Use.REFRESH, login.holder()) : null);
    }

    private Login login(LoginAttempt attempt, boolean anonymousWillDo) throws IOException, SallyportException {
        if (attempt instanceof LoginAttempt.Password password) {
            return anonymousWillDo
                    ? logins.offer(password.credentials(), password.remote())
                    : logins.login(password.credentials(), password.remote());
        }
        if (attempt instanceof LoginAttempt.Refresh refresh) {
            Optional<Login> login = logins.issued(Use.REFRESH, refresh.token());
            return anonymousWillDo ? login.orElse(Login.NOBODY) : login.orElseThrow(LoginFailedException::wrongToken);
        }
        return Login.NOBODY;
    }
}
