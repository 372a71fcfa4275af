package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.List;
import java.util.Map;

/** A release of which something is not here, and was not left out on purpose either. */
public final class MissingContentException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private final transient List<Digest> missing;

    MissingContentException(String image, List<Digest> missing, boolean more) {
        super(
                "missing-content",
                Category.MISSING,
                "Content that " + image + " needs is neither here nor in the bundle: " + names(missing)
                        + (more ? " and more" : ""),
                "Import the bundle that carries it, then this one again; or save this one with --full.",
                Map.of("image", image, "missing", names(missing)));
        this.missing = List.copyOf(missing);
    }

    private static String names(List<Digest> missing) {
        return String.join(", ", missing.stream().map(Digest::toString).toList());
    }

    /** The first of what is missing. */
    public List<Digest> missing() {
        return missing == null ? List.of() : missing;
    }
}
