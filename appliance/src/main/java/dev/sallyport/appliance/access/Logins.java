package dev.sallyport.appliance.access;

import dev.sallyport.appliance.access.BearerTokens.Holder;
import dev.sallyport.appliance.access.BearerTokens.Use;
import dev.sallyport.appliance.access.LoginAttempts.Attempt;
import dev.sallyport.appliance.store.AccessState;
import dev.sallyport.appliance.store.TokenEntry;
import dev.sallyport.appliance.store.UserEntry;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out whether credentials are right. Thread-safe. */
final class Logins {
    /** No user can have this name. */
    private static final UserName ADMIN = new UserName("admin");

    private static final Duration BUSY = Duration.ofSeconds(2);

    private final Principals principals;
    private final AdminToken admin;
    private final BearerTokens tokens;
    private final Passwords passwords;
    private final Clock clock;
    private final LoginAttempts attempts;
    private final LoginAttempts offers;
    private final FailedLogins failedLogins;

    Logins(
            Principals principals,
            AdminToken admin,
            BearerTokens tokens,
            Passwords passwords,
            FailedLogins failedLogins,
            Clock clock) {
        this.principals = principals;
        this.admin = admin;
        this.tokens = tokens;
        this.passwords = passwords;
        this.clock = clock;
        this.attempts = new LoginAttempts(passwords, new LoginThrottle(clock), true);
        this.offers = new LoginAttempts(passwords, new LoginThrottle(clock), false);
        this.failedLogins = failedLogins;
    }

    /**
     * Whose these are.
     *
     * @throws LoginFailedException if they are wrong; that is recorded
     * @throws TooManyLoginsException if the attempt has to wait
     */
    Login login(BasicCredentials given, InetAddress remote) throws IOException, SallyportException {
        Optional<Login> known = withoutComputing(given);
        if (known.isPresent()) {
            return known.get();
        }
        UserEntry user = user(given.user());
        if (PersonalToken.isOne(given.password())) {
            // Nobody guesses one. Counted, they would push out what is known of those who guess passwords.
            failedLogins.record(user, remote);
            throw LoginFailedException.wrongPassword();
        }
        Attempt attempt = attempts.make(given, user, remote);
        switch (attempt.outcome()) {
            case RIGHT -> {
                return login(user);
            }
            case WRONG -> {
                failedLogins.record(user, remote);
                throw LoginFailedException.wrongPassword();
            }
            case BUSY -> throw new TooManyLoginsException("too many logins at once", BUSY);
            case SLOWED -> throw new TooManyLoginsException("too many wrong passwords", attempt.delay());
        }
        throw new IllegalStateException("Not an outcome: " + attempt);
    }

    /**
     * Whose these are, where nobody has to log in: clients offer mirrors the credentials of their upstream registries. Wrong
     * ones are nobody's, at once. Guesses gain nothing here: after a few they are not looked at for a while.
     */
    Login offer(BasicCredentials given, InetAddress remote) throws IOException {
        Optional<Login> known = withoutComputing(given);
        if (known.isPresent()) {
            return known.get();
        }
        if (PersonalToken.isOne(given.password())) {
            return Login.NOBODY;
        }
        UserEntry user = user(given.user());
        return offers.make(given, user, remote).outcome() == LoginAttempts.Outcome.RIGHT ? login(user) : Login.NOBODY;
    }

    private Optional<Login> withoutComputing(BasicCredentials given) throws IOException {
        if (admin.is(given.password())) {
            return Optional.of(administrator());
        }
        if (given.isEmpty()) {
            return Optional.of(Login.NOBODY);
        }
        if (PersonalToken.isOne(given.password())) {
            return personal(given.password())
                    .filter(login -> login.caller().name().equals(given.user()));
        }
        UserEntry user = user(given.user());
        return passwords.isKnownRight(given.user(), user, given.password())
                ? Optional.of(login(user))
                : Optional.empty();
    }

    /**
     * Whose this is.
     *
     * @throws LoginFailedException if it is wrong or its time is over
     */
    Login bearer(String token) throws IOException, LoginFailedException {
        if (admin.is(token)) {
            return administrator();
        }
        Optional<Login> login = PersonalToken.isOne(token) ? personal(token) : issued(Use.ACCESS, token);
        return login.orElseThrow(LoginFailedException::wrongToken);
    }

    /** Whom a token that was issued for {@code use} names, if it is still worth something. */
    Optional<Login> issued(Use use, String issued) throws IOException {
        Optional<Holder> named = tokens.verify(use, issued);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Holder holder = named.get();
        UserName name = holder.user();
        if (name == null) {
            return Optional.of(Login.NOBODY);
        }
        if (name.equals(ADMIN)) {
            return holder.generation() == admin.generation() ? Optional.of(administrator()) : Optional.empty();
        }
        AccessState state = principals.state();
        String id = holder.token();
        Optional<UserEntry> user = state.user(name);
        boolean counts = id == null
                ? user.isPresent() && user.get().generation() == holder.generation()
                : user.isPresent()
                        && state.token(id).filter(token -> isValid(token, name)).isPresent();
        return counts ? Optional.of(new Login(new Caller.User(name), holder)) : Optional.empty();
    }

    private Login administrator() {
        return new Login(new Caller.Administrator(), new Holder(ADMIN, admin.generation(), null));
    }

    private Optional<Login> personal(String secret) throws IOException {
        AccessState state = principals.state();
        return state.token(PersonalToken.digest(secret))
                .filter(token -> isValid(token, token.user()))
                .flatMap(token -> state.user(token.user())
                        .map(user -> new Login(
                                new Caller.User(user.name()), new Holder(user.name(), user.generation(), token.id()))));
    }

    private boolean isValid(TokenEntry token, UserName user) {
        return token.user().equals(user) && token.isValidAt(clock.instant());
    }

    private @Nullable UserEntry user(String given) throws IOException {
        return UserName.isValid(given)
                ? principals.state().user(new UserName(given)).orElse(null)
                : null;
    }

    private static Login login(@Nullable UserEntry user) {
        if (user == null) {
            throw new IllegalStateException("Nobody's password was right");
        }
        return new Login(new Caller.User(user.name()), new Holder(user.name(), user.generation(), null));
    }
}
