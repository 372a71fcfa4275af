package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A disk without room for what is still to come. */
public final class NoSpaceException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param what needs the room */
    NoSpaceException(String what, long needed, long free, @Nullable IOException cause) {
        super(
                "no-space",
                Category.MISSING,
                what + " needs " + needed + " bytes of disk space; " + free + " bytes are free",
                "Make room on the disk of the data folder, then import again; what is here already stays.",
                Map.of("needed", Long.toString(needed), "free", Long.toString(free)),
                cause);
    }
}
