package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A change to a store whose journal could be neither written nor cut back: nothing is changed until a start has looked at it. */
public final class JournalStoppedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    JournalStoppedException() {
        super(
                "journal-stopped",
                Category.UNREACHABLE,
                "This appliance takes no changes until a restart, because its journal could not be written",
                "Tell its administrator to look at its disk and at its log, and to restart it.",
                Map.of());
    }
}
