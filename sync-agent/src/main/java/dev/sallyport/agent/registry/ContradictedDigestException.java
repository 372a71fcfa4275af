package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A registry sends content of another digest than the one that was asked for, or that the head of its answer says. */
public final class ContradictedDigestException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private ContradictedDigestException(String host, String object, String said, Digest found, String message) {
        super(
                "contradicted-digest",
                Category.REFUSED,
                message,
                "Try again; if it stays, the registry or a proxy before it changes content, and nothing from it can be"
                        + " trusted.",
                Map.of("host", host, "object", object, "expected", said, "found", found.toString()));
    }

    /** The head of the answer says {@code said}. */
    static ContradictedDigestException ofHead(String host, String object, String said, Digest found) {
        String shown = Printable.shorten(said);
        return new ContradictedDigestException(
                host, object, shown, found, host + " says that " + object + " is " + shown + " but sends " + found);
    }

    /** The content under {@code asked} is something else. */
    static ContradictedDigestException ofContent(String host, String object, Digest asked, Digest found) {
        return new ContradictedDigestException(
                host, object, asked.toString(), found, host + " was asked for " + object + " but sends " + found);
    }
}
