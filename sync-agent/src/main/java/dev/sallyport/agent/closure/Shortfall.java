package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

/**
 * Something that an image could not bring, where that is no failure.
 *
 * @param root the name of the image
 * @param what what it does not bring and why, for people; safe to print
 */
public record Shortfall(String root, String what) {
    public Shortfall {
        requireNonNull(root, "root is null");
        requireNonNull(what, "what is null");
    }
}
