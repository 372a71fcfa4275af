package dev.sallyport.agent.registry;

import java.io.IOException;

/** A blob broke off and could not be continued; its cause says why. What was read before is good as far as it goes. */
public final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException(String message, Throwable cause) {
        super(message, cause);
    }
}
