package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A volume number that the bundle does not have. */
public final class NoSuchVolumeException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NoSuchVolumeException(int asked, int volumes) {
        super(
                "no-such-volume",
                Category.USAGE,
                "There is no volume " + asked + ": the bundle has " + volumes,
                "Choose from 1 to " + volumes + " with --volumes.",
                Map.of("asked", Integer.toString(asked), "volumes", Integer.toString(volumes)));
    }
}
