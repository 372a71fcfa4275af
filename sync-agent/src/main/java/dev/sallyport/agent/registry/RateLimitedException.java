package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.time.Instant;
import java.util.Map;

/** A registry has had enough requests for now. */
public final class RateLimitedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param until when the registry says to come back, or that it does not say */
    private RateLimitedException(String host, String object, String until, String said) {
        super(
                "rate-limited",
                Category.UNREACHABLE,
                host + " limits the rate of requests and did not give " + object + (said.isEmpty() ? "" : ": " + said),
                "Run the same command again " + until + "; what is fetched stays, and a login often raises the limit.",
                Map.of("host", host, "object", object, "until", until));
    }

    /** The registry says when to come back. */
    static RateLimitedException until(String host, String object, Instant when, String said) {
        return new RateLimitedException(host, object, "after " + when, said);
    }

    /** The registry does not say when to come back. */
    static RateLimitedException forNow(String host, String object, String said) {
        return new RateLimitedException(host, object, "later", said);
    }
}
