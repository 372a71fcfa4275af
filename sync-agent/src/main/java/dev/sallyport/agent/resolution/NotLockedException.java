package dev.sallyport.agent.resolution;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Something that the lock file does not name, or names as something else, in a run that is to obey it. */
public final class NotLockedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NotLockedException(String item, String problem) {
        super(
                "not-locked",
                Category.MISSING,
                item + " " + problem,
                "Run sync-agent lock, review what changed in mirror.lock, and save again.",
                Map.of("item", item));
    }
}
