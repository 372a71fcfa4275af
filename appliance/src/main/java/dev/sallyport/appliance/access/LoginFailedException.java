package dev.sallyport.appliance.access;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Credentials were given and are wrong. Says no more than that: not whether there is such a user. */
public final class LoginFailedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private LoginFailedException(String message, String remedy) {
        super("login-failed", Category.DENIED, message, remedy, Map.of());
    }

    static LoginFailedException wrongPassword() {
        return new LoginFailedException(
                "incorrect user name or password", "Give the right ones, or none where none are needed.");
    }

    static LoginFailedException wrongToken() {
        return new LoginFailedException(
                "the token is not valid, or not any more", "Log in again, or give the token of this appliance.");
    }

    static LoginFailedException malformed() {
        return new LoginFailedException(
                "the Authorization header cannot be read", "Use Basic, or a Bearer token of this appliance.");
    }
}
