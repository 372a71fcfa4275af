package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A state folder that another process works in. */
public final class StateLockedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    StateLockedException(Path state) {
        super(
                "state-locked",
                Category.FAILED,
                "Another sync-agent works on this stream: " + state + " is locked",
                "Wait until it is done, then run this again.",
                Map.of("state", state.toString()));
    }
}
