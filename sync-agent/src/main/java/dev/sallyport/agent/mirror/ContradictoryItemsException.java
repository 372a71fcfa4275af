package dev.sallyport.agent.mirror;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Two items of a mirror file select one image and want it treated in two ways. */
public final class ContradictoryItemsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ContradictoryItemsException(WantedImage one, WantedImage other, String what) {
        super(
                "contradictory-items",
                Category.USAGE,
                one.reference() + " is selected at " + one.place() + " and at " + other.place() + " with other " + what,
                "Say the same at both places, or exclude the tag from one of them.",
                Map.of(
                        "image", one.reference().toString(),
                        "one", one.place().toString(),
                        "other", other.place().toString(),
                        "what", what));
    }
}
