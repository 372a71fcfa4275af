package dev.sallyport.workload;

import static java.util.Objects.requireNonNull;

/**
 * Something a workload needs that cannot be carried.
 *
 * @param where as in {@link FoundImage#where()}
 * @param why the reason, and what to do about it, as half a sentence; safe to show
 */
public record Unmirrorable(String where, String why) {
    public Unmirrorable {
        requireNonNull(where, "where is null");
        requireNonNull(why, "why is null");
    }
}
