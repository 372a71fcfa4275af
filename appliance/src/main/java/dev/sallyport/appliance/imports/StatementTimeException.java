package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.time.Instant;
import java.util.Map;

/** A statement whose time has passed, or has not come by our clock. */
public final class StatementTimeException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private StatementTimeException(
            String code, Category category, String message, String remedy, Map<String, String> facts) {
        super(code, category, message, remedy, facts);
    }

    static StatementTimeException expired(Instant expires, Instant now) {
        return new StatementTimeException(
                "expired",
                Category.REFUSED,
                "The bundle expired at " + expires + "; it is " + now + " now",
                "Save a new bundle.",
                Map.of("expires", expires.toString(), "now", now.toString()));
    }

    static StatementTimeException ahead(Instant created, Instant now) {
        return new StatementTimeException(
                "clock-behind",
                Category.MISSING,
                "The bundle was made at " + created + ", more than 48 hours after this machine's time " + now,
                "Set this machine's clock, then import again.",
                Map.of("created", created.toString(), "now", now.toString()));
    }
}
