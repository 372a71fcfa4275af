package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** An alias that no administrator made. */
public final class UnknownAliasException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownAliasException(ImageName alias, String why) {
        super(
                "unknown-alias",
                Category.MISSING,
                "There is no alias " + alias + " to remove" + why,
                "See which there are with: appliance alias list",
                Map.of("alias", alias.toString()));
    }
}
