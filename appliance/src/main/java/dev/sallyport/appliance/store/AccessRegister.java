package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.AccessChange.LoginFailed;
import dev.sallyport.appliance.store.AccessChange.PasswordSet;
import dev.sallyport.appliance.store.AccessChange.RoleGranted;
import dev.sallyport.appliance.store.AccessChange.RoleRevoked;
import dev.sallyport.appliance.store.AccessChange.TokenCreated;
import dev.sallyport.appliance.store.AccessChange.TokenRevoked;
import dev.sallyport.appliance.store.AccessChange.UserAdded;
import dev.sallyport.appliance.store.AccessChange.UserRemoved;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users, what they may, and their tokens. What is changed here holds for every request that asks afterwards. Thread-safe.
 *
 * <p>Passwords and tokens come as hashes. {@link UserName#ANONYMOUS} can be granted, and revoked, to pull.
 */
public final class AccessRegister {
    private static final int MOST_USERS = 10_000;
    private static final int MOST_GRANTS = 100;
    private static final int MOST_TOKENS = 100;
    private static final int MOST_FAILED_LOGINS_AN_HOUR = 500;

    private final Transactions transactions;
    private final ChangeWriter writer;
    private volatile @Nullable Snapshot current;

    private record Snapshot(long changes, AccessState state) {}

    AccessRegister(Transactions transactions, ChangeWriter writer) {
        this.transactions = transactions;
        this.writer = writer;
    }

    /** Who may do what now; never what was so before a change that was acknowledged. */
    public AccessState state() throws IOException {
        Snapshot known = current;
        return known != null && known.changes() == writer.accessChanges() ? known.state() : load();
    }

    // If reading it anew fails, requests fail too and none is judged by what was revoked.
    private synchronized AccessState load() throws IOException {
        long changes = writer.accessChanges();
        Snapshot known = current;
        if (known == null || known.changes() != changes) {
            // What is read now is at least as new as the number that was read before.
            known = new Snapshot(changes, transactions.read(AccessRows::state));
            current = known;
        }
        return known.state();
    }

    /**
     * Adds a user.
     *
     * @param password its hash; null for one without a password
     * @throws UserExistsException if the name is taken or cannot be had
     */
    public void addUser(UserName name, @Nullable String password, List<Grant> grants, String actor)
            throws IOException, SallyportException {
        writer.submit(new UserAdded(name, password, grants), actor, connection -> {
            AccessState state = AccessRows.state(connection);
            if (name.isReserved() || state.user(name).isPresent()) {
                throw new UserExistsException(name);
            }
            limit("users", state.users().size(), MOST_USERS);
            limit("roles of one user", grants.size() - 1, MOST_GRANTS);
        });
    }

    /** Adds the first user; {@code false} if something was configured before. */
    public boolean addFirstUser(UserName name, String password, List<Grant> grants, String actor)
            throws IOException, SallyportException {
        boolean[] first = new boolean[1];
        try {
            writer.submit(new UserAdded(name, password, grants), actor, connection -> {
                first[0] = !AccessRows.state(connection).isConfigured();
                if (!first[0] || name.isReserved()) {
                    throw new UserExistsException(name);
                }
            });
            return true;
        } catch (UserExistsException e) {
            if (first[0]) {
                throw e;
            }
            return false;
        }
    }

    /** Gives a user another password, or none if {@code password}, its hash, is null; what was issued for the old one ends. */
    public void setPassword(UserName name, @Nullable String password, String actor)
            throws IOException, SallyportException {
        writer.submit(new PasswordSet(name, password), actor, connection -> user(AccessRows.state(connection), name));
    }

    /** Removes a user with everything the user has. */
    public void removeUser(UserName name, String actor) throws IOException, SallyportException {
        writer.submit(new UserRemoved(name), actor, connection -> user(AccessRows.state(connection), name));
    }

    /** Grants a role; says whether that was new. */
    public boolean grant(UserName name, Grant grant, String actor) throws IOException, SallyportException {
        if (name.equals(UserName.ANONYMOUS) && grant.role() != Role.PULL) {
            throw new AnonymousRoleException(grant.role());
        }
        if (grants(state(), name).contains(grant)) {
            return false;
        }
        writer.submit(new RoleGranted(name, grant), actor, connection -> {
            int has = grants(AccessRows.state(connection), name).size();
            limit("roles of one user", has, MOST_GRANTS);
        });
        return true;
    }

    /** Revokes a role; says whether the user had it. */
    public boolean revoke(UserName name, Grant grant, String actor) throws IOException, SallyportException {
        if (!grants(state(), name).contains(grant)) {
            return false;
        }
        writer.submit(new RoleRevoked(name, grant), actor, connection -> grants(AccessRows.state(connection), name));
        return true;
    }

    /**
     * Keeps a token.
     *
     * @param secret its digest
     * @param label what it is for, up to 200 printable characters
     * @param expires null for never
     */
    public void createToken(
            UserName user, String id, Digest secret, String label, @Nullable Instant expires, String actor)
            throws IOException, SallyportException {
        writer.submit(new TokenCreated(user, id, secret, label, expires), actor, connection -> {
            AccessState state = AccessRows.state(connection);
            user(state, user);
            long has = state.tokens().stream()
                    .filter(token -> token.user().equals(user))
                    .count();
            limit("tokens of one user", (int) has, MOST_TOKENS);
        });
    }

    /** Ends a token. */
    public void revokeToken(String id, String actor) throws IOException, SallyportException {
        Optional<TokenEntry> token = state().token(id);
        if (token.isEmpty()) {
            throw new UnknownTokenException(id);
        }
        writer.submit(new TokenRevoked(token.get().user(), id), actor, connection -> {
            if (AccessRows.state(connection).token(id).isEmpty()) {
                throw new UnknownTokenException(id);
            }
        });
    }

    /**
     * Records that a login failed, once for a user, an address and an hour, and only so many in an hour.
     *
     * @param user null if no user has the name that was given
     * @param actor who asked
     */
    public void loginFailed(@Nullable UserName user, String address, Instant time, String actor)
            throws IOException, SallyportException {
        long hour = time.getEpochSecond() / 3600;
        LoginFailed failed = new LoginFailed(user == null ? UserName.ANONYMOUS : user, address, hour);
        boolean recorded = transactions.read(
                connection -> AccessRows.hasFailedLogin(connection, failed, MOST_FAILED_LOGINS_AN_HOUR));
        if (!recorded) {
            // Two at once may both be recorded: that does no harm.
            writer.submit(failed, actor, connection -> {});
        }
    }

    private static UserEntry user(AccessState state, UserName name) throws UnknownUserException {
        return state.user(name).orElseThrow(() -> new UnknownUserException(name));
    }

    private static List<Grant> grants(AccessState state, UserName name) throws UnknownUserException {
        return name.equals(UserName.ANONYMOUS)
                ? state.anonymous()
                : user(state, name).grants();
    }

    private static void limit(String what, int count, int most) throws AccessLimitException {
        if (count >= most) {
            throw new AccessLimitException(what, most);
        }
    }
}
