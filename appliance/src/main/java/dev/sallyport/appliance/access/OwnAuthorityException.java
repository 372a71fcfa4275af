package dev.sallyport.appliance.access;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** The appliance's own authority is there and cannot be used. */
public final class OwnAuthorityException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private static final String ANOTHER =
            "delete the folder to make another authority, which all clients have to be given again.";

    private OwnAuthorityException(Path folder, String why, String remedy) {
        super(
                "own-authority",
                Category.USAGE,
                "Cannot use the authority in " + folder + ": " + why,
                remedy + ", or " + ANOTHER,
                Map.of("folder", folder.toString(), "problem", why));
    }

    static OwnAuthorityException withoutKey(Path folder) {
        return new OwnAuthorityException(folder, "ca.pem is there, ca.key is not", "Restore ca.key from a backup");
    }

    static OwnAuthorityException ofAnother(Path folder) {
        return new OwnAuthorityException(
                folder, "ca.key is not the key of ca.pem", "Restore both from the same backup");
    }

    static OwnAuthorityException notYet(Path folder, Instant begins, Instant now) {
        return new OwnAuthorityException(
                folder, "it holds from " + begins + " on, and the clock says " + now, "Set the clock if it is wrong");
    }

    static OwnAuthorityException over(Path folder, Instant ended, Instant now) {
        return new OwnAuthorityException(
                folder, "it ended on " + ended + ", and the clock says " + now, "Set the clock if it is wrong");
    }
}
