package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Whoever gives no name can be let pull and nothing else. */
public final class AnonymousRoleException extends SallyportException {
    private static final long serialVersionUID = 1L;

    AnonymousRoleException(Role role) {
        super(
                "anonymous-role",
                Category.REFUSED,
                "Whoever gives no name cannot have the role " + role.label() + ", only pull",
                "Add a user and grant the role to that.",
                Map.of("role", role.label()));
    }
}
