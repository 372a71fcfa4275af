package dev.sallyport.agent.resolution;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Two sources that give different content under one name. */
public final class NamedTwiceException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NamedTwiceException(RootRequest one, RootRequest other) {
        super(
                "named-twice",
                Category.USAGE,
                one.name() + " is " + one.manifest().digest() + " at " + one.source() + " and "
                        + other.manifest().digest() + " at " + other.source(),
                "Ask for one of them alone, or give one of them another name.",
                Map.of("name", one.name()));
    }
}
