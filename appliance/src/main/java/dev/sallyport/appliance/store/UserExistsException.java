package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** The name is taken. */
public final class UserExistsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UserExistsException(UserName name) {
        super(
                "user-exists",
                Category.REFUSED,
                name.isReserved() ? "No user can be called " + name : "There is a user " + name + " already",
                name.isReserved()
                        ? "Choose another name: the journal uses this one for other actors."
                        : "Change it with appliance users passwd, grant or revoke, or choose another name.",
                Map.of("user", name.value()));
    }
}
