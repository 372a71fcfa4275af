package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.BasicCredentials;
import dev.sallyport.appliance.access.LoginAttempt;
import dev.sallyport.appliance.access.LoginFailedException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client wants a token for, and what it gives to get it.
 *
 * @param scopes such as {@code repository:library/nginx:pull}
 * @param offline whether it also wants something to keep in place of a password
 */
record TokenRequest(LoginAttempt attempt, List<String> scopes, boolean offline) {
    /** In bytes. */
    static final int LARGEST_FORM = 64 << 10;

    private static final int MOST_VALUES = 200;
    private static final int MOST_SCOPES = 100;

    TokenRequest {
        scopes = List.copyOf(scopes);
    }

    /** As most clients ask: everything in the query, credentials in the header. */
    static TokenRequest ofQuery(HttpRequest<?> request) throws LoginFailedException, RegistryException {
        return new TokenRequest(
                ofHeader(request),
                limit(request.getParameters().getAll("scope")),
                "true".equals(request.getParameters().get("offline_token")));
    }

    /** As containerd and docker ask: all of it in a form of at most {@value #LARGEST_FORM} bytes. */
    static TokenRequest ofForm(HttpRequest<?> request, byte[] body) throws LoginFailedException, RegistryException {
        Map<String, List<String>> form = parse(body);
        List<String> scopes = new ArrayList<>();
        for (String value : form.getOrDefault("scope", List.of())) {
            scopes.addAll(Arrays.asList(value.split(" ", -1)));
        }
        scopes.removeIf(String::isEmpty);
        return new TokenRequest(
                attempt(request, form),
                limit(scopes),
                first(form, "access_type").equals("offline"));
    }

    private static LoginAttempt attempt(HttpRequest<?> request, Map<String, List<String>> form)
            throws LoginFailedException, RegistryException {
        InetAddress remote = request.getRemoteAddress().getAddress();
        return switch (first(form, "grant_type")) {
            case "password" ->
                new LoginAttempt.Password(
                        new BasicCredentials(first(form, "username"), first(form, "password")), remote);
            case "refresh_token" -> new LoginAttempt.Refresh(first(form, "refresh_token"));
            case "" -> ofHeader(request);
            default -> throw malformed("grant_type is neither password nor refresh_token");
        };
    }

    private static LoginAttempt ofHeader(HttpRequest<?> request) throws LoginFailedException {
        return LoginAttempt.of(
                request.getHeaders().get(HttpHeaders.AUTHORIZATION),
                request.getRemoteAddress().getAddress());
    }

    private static Map<String, List<String>> parse(byte[] body) throws RegistryException {
        String[] pairs = new String(body, StandardCharsets.UTF_8).split("&", MOST_VALUES + 1);
        if (pairs.length > MOST_VALUES) {
            throw malformed("the form has more than " + MOST_VALUES + " values");
        }
        Map<String, List<String>> form = new LinkedHashMap<>();
        try {
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                form.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
            }
        } catch (IllegalArgumentException e) {
            throw malformed("the form cannot be read");
        }
        return form;
    }

    private static String first(Map<String, List<String>> form, String name) {
        return form.getOrDefault(name, List.of("")).get(0);
    }

    private static List<String> limit(List<String> scopes) throws RegistryException {
        if (scopes.size() > MOST_SCOPES) {
            throw malformed("a token is wanted for more than " + MOST_SCOPES + " scopes");
        }
        return scopes;
    }

    static RegistryException tooLarge() {
        return malformed("the form has more than " + LARGEST_FORM + " bytes");
    }

    private static RegistryException malformed(String why) {
        return new RegistryException(RegistryErrorCode.BAD_TOKEN_REQUEST, why, Map.of());
    }
}
