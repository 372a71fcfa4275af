package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.signature.RepositoryPattern;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes of who may do what. The facts hold no secret: of a password its Argon2id hash, of a token the SHA-256 of its random bytes.
 */
sealed interface AccessChange extends Change {
    /** Whose entry changes; {@link UserName#ANONYMOUS} for a login that no user failed. */
    UserName user();

    @Override
    default String object() {
        return user().value();
    }

    /** What {@code action} with these facts says; empty if it is none of this family. */
    static Optional<AccessChange> parse(String action, JsonReader facts)
            throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case UserAdded.ACTION -> Optional.of(UserAdded.read(facts));
            case UserRemoved.ACTION -> Optional.of(new UserRemoved(name(facts)));
            case PasswordSet.ACTION ->
                Optional.of(new PasswordSet(
                        name(facts), facts.optionalText("password").orElse(null)));
            case RoleGranted.ACTION -> Optional.of(new RoleGranted(name(facts), readGrant(facts)));
            case RoleRevoked.ACTION -> Optional.of(new RoleRevoked(name(facts), readGrant(facts)));
            case TokenCreated.ACTION -> Optional.of(TokenCreated.read(facts));
            case TokenRevoked.ACTION -> Optional.of(new TokenRevoked(name(facts), facts.text("id")));
            case LoginFailed.ACTION ->
                Optional.of(new LoginFailed(name(facts), facts.text("address"), facts.size("hour")));
            default -> Optional.empty();
        };
    }

    private static UserName name(JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return UserName.parse(facts.text("user"));
    }

    private static JsonWriter about(UserName user) {
        return new JsonWriter().put("user", user.value());
    }

    private static JsonWriter putGrant(JsonWriter json, Grant grant) {
        return json.put("role", grant.role().label())
                .put("repositories", grant.repositories().text());
    }

    private static Grant readGrant(JsonReader json) throws MalformedJsonException, MalformedValueException {
        return new Grant(Role.parse(json.text("role")), RepositoryPattern.parse(json.text("repositories")));
    }

    /** A user is there from now on. */
    record UserAdded(UserName user, @Nullable String password, List<Grant> grants) implements AccessChange {
        static final String ACTION = "user.add";

        public UserAdded {
            grants = List.copyOf(grants);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return about(user)
                    .putIfPresent("password", password)
                    .putAll(
                            "grants",
                            grants,
                            grant -> putGrant(new JsonWriter(), grant).toObject())
                    .toObject();
        }

        static UserAdded read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            List<Grant> grants = new ArrayList<>();
            for (JsonReader grant : facts.objects("grants")) {
                grants.add(readGrant(grant));
            }
            return new UserAdded(name(facts), facts.optionalText("password").orElse(null), grants);
        }
    }

    /** A user, with grants and tokens, is gone. */
    record UserRemoved(UserName user) implements AccessChange {
        static final String ACTION = "user.remove";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return about(user).toObject();
        }
    }

    /** A user's password is another one, or none any more. */
    record PasswordSet(UserName user, @Nullable String password) implements AccessChange {
        static final String ACTION = "user.password";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return about(user).putIfPresent("password", password).toObject();
        }
    }

    /** A user has a role. */
    record RoleGranted(UserName user, Grant grant) implements AccessChange {
        static final String ACTION = "user.grant";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return putGrant(about(user), grant).toObject();
        }
    }

    /** A user has a role no more. */
    record RoleRevoked(UserName user, Grant grant) implements AccessChange {
        static final String ACTION = "user.revoke";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public JsonObject facts() {
            return putGrant(about(user), grant).toObject();
        }
    }

    /**
     * A user has a token.
     *
     * @param id what it is called
     * @param secret the digest of the token
     * @param label what it is for, as the user wrote it
     */
    record TokenCreated(
            UserName user,
            String id,
            Digest secret,
            String label,
            @Nullable Instant expires) implements AccessChange {
        static final String ACTION = "token.create";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return user.value() + ' ' + id;
        }

        @Override
        public JsonObject facts() {
            return about(user)
                    .put("id", id)
                    .put("secret", secret.toString())
                    .put("label", label)
                    .putIfPresent("expires", expires == null ? null : expires.toString())
                    .toObject();
        }

        static TokenCreated read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            Optional<String> expires = facts.optionalText("expires");
            try {
                return new TokenCreated(
                        name(facts),
                        facts.text("id"),
                        Digest.parse(facts.text("secret")),
                        facts.text("label"),
                        expires.isPresent() ? Instant.parse(expires.get()) : null);
            } catch (DateTimeParseException e) {
                throw facts.problem("expires", "is no time");
            }
        }
    }

    /** A token is worth nothing any more. */
    record TokenRevoked(UserName user, String id) implements AccessChange {
        static final String ACTION = "token.revoke";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return user.value() + ' ' + id;
        }

        @Override
        public JsonObject facts() {
            return about(user).put("id", id).toObject();
        }
    }

    /**
     * The first wrong login of an hour. Names that no user has are not kept: people type their passwords there.
     *
     * @param user {@link UserName#ANONYMOUS} for every name that no user has
     * @param address where it came from
     * @param hour since 1970
     */
    record LoginFailed(UserName user, String address, long hour) implements AccessChange {
        static final String ACTION = "login.fail";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return user.equals(UserName.ANONYMOUS) ? "unknown user" : user.value();
        }

        @Override
        public JsonObject facts() {
            return about(user).put("address", address).put("hour", hour).toObject();
        }
    }
}
