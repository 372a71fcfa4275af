package dev.sallyport.testkit;

import dev.sallyport.oci.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may read from a {@link TestRegistry}, and how they say who they are. Safe for use by many threads.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token authentication</a>
 */
public final class RegistryAuthentication {
    private enum Mode {
        NONE,
        BASIC,
        BEARER
    }

    private static final String SERVICE = "testkit";

    private final Mode mode;
    private final String user;
    private final String password;
    private final Map<String, Token> tokens = new HashMap<>();
    private boolean anonymousTokens;
    private @Nullable String identityToken;
    private @Nullable String realm;
    private int usesOfToken = Integer.MAX_VALUE;
    private int expiresInSeconds = 300;
    private boolean accessTokenOnly;
    private int issued;

    private static final class Token {
        private final String scope;
        private int usesLeft;

        private Token(String scope, int uses) {
            this.scope = scope;
            this.usesLeft = uses;
        }
    }

    private RegistryAuthentication(Mode mode, String user, String password) {
        this.mode = mode;
        this.user = user;
        this.password = password;
    }

    /** Everybody may read. */
    public static RegistryAuthentication none() {
        return new RegistryAuthentication(Mode.NONE, "", "");
    }

    /** Every request needs this user and password. */
    public static RegistryAuthentication basic(String user, String password) {
        return new RegistryAuthentication(Mode.BASIC, user, password);
    }

    /** Every request needs a token for its repository, which the endpoint {@code /token} gives to this user alone. */
    public static RegistryAuthentication bearer(String user, String password) {
        return new RegistryAuthentication(Mode.BEARER, user, password);
    }

    /** Also gives tokens to requests without credentials; wrong ones are refused all the same. */
    public synchronized RegistryAuthentication withAnonymousTokens() {
        anonymousTokens = true;
        return this;
    }

    /** Also takes this identity token, in an OAuth2 POST with the grant refresh_token. */
    public synchronized RegistryAuthentication withIdentityToken(String token) {
        identityToken = token;
        return this;
    }

    /** Names another place than the registry's own {@code /token} in its challenge. */
    public synchronized RegistryAuthentication withRealm(String url) {
        realm = url;
        return this;
    }

    /** Takes each token this many times; then it has expired, whatever was said when it was given. */
    public synchronized RegistryAuthentication withTokenUses(int uses) {
        usesOfToken = uses;
        return this;
    }

    /** Says this lifetime with each token. Nothing here looks at a clock. */
    public synchronized RegistryAuthentication withExpiresIn(int seconds) {
        expiresInSeconds = seconds;
        return this;
    }

    /** Gives tokens as {@code access_token} alone, not also as {@code token}. */
    public synchronized RegistryAuthentication withAccessTokenOnly() {
        accessTokenOnly = true;
        return this;
    }

    /** Makes every token that was given so far expired. */
    public synchronized void expireTokens() {
        tokens.clear();
    }

    /** How many tokens were given. */
    public synchronized int issuedTokens() {
        return issued;
    }

    /** The answer to a request that may not be served, or nothing. */
    synchronized Optional<RegistryAnswer> deny(RegistryRequest request, String ownUrl) {
        String authorization = request.header("Authorization").orElse("");
        return switch (mode) {
            case NONE -> Optional.empty();
            case BASIC ->
                isUser(authorization)
                        ? Optional.empty()
                        : Optional.of(challenge("Basic realm=\"" + SERVICE + "\"", authorization));
            case BEARER -> denyToken(request, authorization, ownUrl);
        };
    }

    /** The answer of the token endpoint. */
    synchronized RegistryAnswer token(RegistryRequest request) {
        boolean post = request.method().equals("POST");
        String authorization = request.header("Authorization").orElse("");
        Optional<String> scope = post ? request.formField("scope") : request.parameter("scope");
        Optional<String> service = post ? request.formField("service") : request.parameter("service");
        if (!service.equals(Optional.of(SERVICE))) {
            return RegistryAnswer.error(400, "UNSUPPORTED", "the service is not " + SERVICE);
        }
        boolean anonymous = authorization.isEmpty() && !post;
        boolean known = isUser(authorization) || (post && isKnownForm(request));
        if (!known && !(anonymous && anonymousTokens)) {
            return RegistryAnswer.error(401, "UNAUTHORIZED", "incorrect username or password");
        }
        String token = "token-" + ++issued;
        tokens.put(token, new Token(scope.orElse(""), usesOfToken));
        JsonWriter json = new JsonWriter();
        if (!accessTokenOnly) {
            json.put("token", token);
        }
        return RegistryAnswer.json(200, json.put("access_token", token).put("expires_in", expiresInSeconds));
    }

    private boolean isKnownForm(RegistryRequest form) {
        return switch (form.formField("grant_type").orElse("")) {
            case "password" ->
                form.formField("username").equals(Optional.of(user))
                        && form.formField("password").equals(Optional.of(password));
            case "refresh_token" ->
                identityToken != null && form.formField("refresh_token").equals(Optional.of(identityToken));
            default -> false;
        };
    }

    private Optional<RegistryAnswer> denyToken(RegistryRequest request, String authorization, String ownUrl) {
        String scope = scope(request.path());
        if (authorization.startsWith("Bearer ")) {
            Token token = tokens.get(authorization.substring("Bearer ".length()));
            if (token != null && (" " + token.scope + " ").contains(scope.isEmpty() ? "" : " " + scope)) {
                if (token.usesLeft-- > 0) {
                    return Optional.empty();
                }
            }
        }
        String challenge =
                "Bearer realm=\"" + (realm == null ? ownUrl + "/token" : realm) + "\",service=\"" + SERVICE + '"'
                        + (scope.isEmpty() ? "" : ",scope=\"" + scope + '"')
                        + (authorization.isEmpty() ? "" : ",error=\"invalid_token\"");
        return Optional.of(challenge(challenge, authorization));
    }

    private static String scope(String path) {
        return RegistryPath.parse(path)
                .map(parsed -> "repository:" + parsed.repository() + ":pull")
                .orElse("");
    }

    private boolean isUser(String authorization) {
        String expected = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        return authorization.equals("Basic " + expected);
    }

    private static RegistryAnswer challenge(String challenge, String authorization) {
        return RegistryAnswer.error(
                        401,
                        "UNAUTHORIZED",
                        authorization.isEmpty() ? "authentication required" : "credentials not accepted")
                .withHeader("WWW-Authenticate", challenge);
    }
}
