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
    String FAMILY = "access";

    /** Whose entry changes; {@link UserName#ANONYMOUS} for a login that no user failed. */
    UserName user();

    @Override
    default String object() {
        return user().value();
    }

    static AccessChange read(String action, JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case UserAdded.ACTION -> UserAdded.read(facts);
            case UserRemoved.ACTION -> new UserRemoved(name(facts));
            case PasswordSet.ACTION ->
                new PasswordSet(name(facts), facts.optionalText("password").orElse(null));
            case RoleGranted.ACTION -> new RoleGranted(name(facts), readGrant(facts));
            case RoleRevoked.ACTION -> new RoleRevoked(name(facts), readGrant(facts));
            case TokenCreated.ACTION -> TokenCreated.read(facts);
            case TokenRevoked.ACTION -> new TokenRevoked(name(facts), facts.text("id"));
            case LoginFailed.ACTION -> new LoginFailed(name(facts), facts.text("address"), facts.size("hour"));
            default -> throw Change.unknown(action);
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
        static final String ACTION = "access.add";

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
        static final String ACTION = "access.remove";

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
        static final String ACTION = "access.password";

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
        static final String ACTION = "access.grant";

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
        static final String ACTION = "access.revoke";

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
        static final String ACTION = "access.token";

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
        static final String ACTION = "access.token-revoke";

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
        static final String ACTION = "access.login-failed";

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
