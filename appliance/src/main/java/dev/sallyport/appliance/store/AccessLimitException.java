package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** More users, roles or tokens than the appliance keeps. */
public final class AccessLimitException extends SallyportException {
    private static final long serialVersionUID = 1L;

    AccessLimitException(String what, int most) {
        super(
                "access-limit",
                Category.REFUSED,
                "There are " + most + " " + what + " already, and that is the most",
                "Remove some that nobody needs any more.",
                Map.of("limit", Integer.toString(most)));
    }
}
