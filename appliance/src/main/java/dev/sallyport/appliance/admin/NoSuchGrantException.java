package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.store.UserName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A role is to be revoked that the user does not have. */
final class NoSuchGrantException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NoSuchGrantException(UserName user, String grant) {
        super(
                "no-such-grant",
                Category.MISSING,
                user + " was never granted: " + grant,
                "Revoke it as appliance users list shows it, pattern and all.",
                Map.of("user", user.value(), "grant", grant));
    }
}
