package dev.sallyport.appliance.admin;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** The setup token was used before. */
final class SetupOverException extends SallyportException {
    private static final long serialVersionUID = 1L;

    SetupOverException() {
        super(
                "setup-over",
                Category.DENIED,
                "The setup token is worth nothing any more: there is a user already",
                "Let a user with the role admin add others, or use the admin token of the data folder.",
                Map.of());
    }
}
