package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** There is no user of that name. */
public final class UnknownUserException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownUserException(UserName name) {
        super(
                "unknown-user",
                Category.MISSING,
                "There is no user " + name,
                "See appliance users list.",
                Map.of("user", name.value()));
    }
}
