package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A registry names one digest in the head of its answer and sends content of another. */
public final class ContradictedDigestException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ContradictedDigestException(String host, String object, String said, Digest found) {
        super(
                "contradicted-digest",
                Category.REFUSED,
                host + " says that " + object + " is " + Printable.shorten(said) + " but sends " + found,
                "Try again; if it stays, the registry or a proxy before it changes content, and nothing from it can be"
                        + " trusted.",
                Map.of("host", host, "object", object, "said", Printable.shorten(said), "found", found.toString()));
    }
}
