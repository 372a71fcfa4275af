package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** For an appliance without users: everybody reads; on loopback everybody pushes, elsewhere whoever has the admin token. */
public final class LoopbackAccess implements Access {
    private static final String BASIC = "basic ";

    private final AdminToken token;
    private final boolean loopback;

    /** @param loopback whether the server can be reached from this machine alone */
    public LoopbackAccess(AdminToken token, boolean loopback) {
        this.token = requireNonNull(token, "token is null");
        this.loopback = loopback;
    }

    @Override
    public Caller authenticate(Credentials credentials) {
        String given = credentials.authorization();
        return given != null && (token.admits(given) || token.admits("Bearer " + password(given)))
                ? new Caller.Administrator()
                : new Caller.Anonymous();
    }

    private static String password(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return "";
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).strip()),
                    StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public boolean may(Caller caller, Permission permission, RepositoryName repository) {
        return may(caller, permission);
    }

    @Override
    public boolean may(Caller caller, Permission permission) {
        return switch (permission) {
            case PULL -> true;
            case PUSH, DELETE -> loopback || caller instanceof Caller.Administrator;
            case ADMIN, AUDIT -> caller instanceof Caller.Administrator;
        };
    }
}
