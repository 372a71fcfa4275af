package dev.sallyport.appliance.access;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.time.Duration;
import java.util.Map;

/** A login has to wait: others are being verified, or too many failed. */
public final class TooManyLoginsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private final long seconds;

    TooManyLoginsException(String why, Duration wait) {
        this(why, Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    private TooManyLoginsException(String why, long seconds) {
        super(
                "too-many-logins",
                Category.UNREACHABLE,
                why + "; wait " + seconds + " seconds",
                "Try again then.",
                Map.of("seconds", Long.toString(seconds)));
        this.seconds = seconds;
    }

    /** How long to wait. */
    public long seconds() {
        return seconds;
    }
}
