package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who may do what at one moment. Immutable. */
public final class AccessState {
    private static final List<Grant> UNCONFIGURED = List.of(Grant.everywhere(Role.PULL));

    private final boolean configured;
    private final List<Grant> anonymous;
    private final Map<UserName, UserEntry> users;
    private final Map<Digest, TokenEntry> tokens;

    /** Nobody was ever given a name: anybody may pull. */
    public static AccessState unconfigured() {
        return new AccessState(List.of(), List.of());
    }

    /** @param users {@link UserName#ANONYMOUS} among them once anything was ever changed */
    AccessState(List<UserEntry> users, List<TokenEntry> tokens) {
        Map<UserName, UserEntry> byName = new TreeMap<>();
        users.forEach(user -> byName.put(user.name(), user));
        UserEntry nobody = byName.remove(UserName.ANONYMOUS);
        this.configured = nobody != null;
        this.anonymous = nobody == null ? UNCONFIGURED : nobody.grants();
        this.users = byName;
        this.tokens = tokens.stream().collect(Collectors.toUnmodifiableMap(TokenEntry::secret, Function.identity()));
    }

    /** Whether there ever was a user, or what nobody may was ever changed: to remove the last user opens nothing again. */
    public boolean isConfigured() {
        return configured;
    }

    /** What whoever gives no name may. */
    public List<Grant> anonymous() {
        return anonymous;
    }

    /** The user of this name. */
    public Optional<UserEntry> user(UserName name) {
        return Optional.ofNullable(users.get(requireNonNull(name, "name is null")));
    }

    /** Every user, by name. */
    public List<UserEntry> users() {
        return List.copyOf(users.values());
    }

    /** The token that has this digest, expired or not. */
    public Optional<TokenEntry> token(Digest secret) {
        return Optional.ofNullable(tokens.get(requireNonNull(secret, "secret is null")));
    }

    /** The token of this id, expired or not. */
    public Optional<TokenEntry> token(String id) {
        return tokens.values().stream().filter(token -> token.id().equals(id)).findFirst();
    }

    /** Every token, by user and then by age. */
    public List<TokenEntry> tokens() {
        List<TokenEntry> all = new ArrayList<>(tokens.values());
        all.sort((a, b) -> {
            int byUser = a.user().compareTo(b.user());
            return byUser != 0 ? byUser : a.created().compareTo(b.created());
        });
        return all;
    }
}
