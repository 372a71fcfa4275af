package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A release that its stream does not have, or has no more. */
public final class UnknownReleaseException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param kept which ones it has, newest first */
    UnknownReleaseException(StreamName stream, long sequence, List<Long> kept) {
        super(
                "release-unknown",
                Category.MISSING,
                "Stream '" + stream + "' has no release " + sequence + " that can be shown"
                        + (kept.isEmpty() ? "" : "; it has " + join(kept)),
                kept.isEmpty()
                        ? "Import one of its bundles first."
                        : "Choose one of those: appliance releases lists them; what retention dropped must be imported anew.",
                Map.of("stream", stream.value(), "sequence", Long.toString(sequence), "kept", join(kept)));
    }

    private static String join(List<Long> kept) {
        return kept.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
