package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Printable;

/**
 * One thing that is wrong with a file.
 *
 * @param text what is wrong, with the value expected; safe to print
 */
public record Problem(Place place, String text) {
    public Problem {
        requireNonNull(place, "place is null");
        text = Printable.clean(text);
    }

    /** {@code FILE:LINE:COLUMN: TEXT}. */
    @Override
    public String toString() {
        return place + ": " + text;
    }
}
