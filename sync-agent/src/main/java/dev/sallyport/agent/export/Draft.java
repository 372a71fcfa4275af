package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.bundle.Omitted;
import org.jspecify.annotations.Nullable;

/**
 * What the next bundle is going to be, before anything is fetched for it or signed.
 *
 * @param asked what was asked for, sorted by whether it could be had
 * @param closure of all that could be had and that is kept
 * @param omitted all that it goes without
 * @param kept how many roots come from earlier sequences and were not asked for again
 * @param held what the far side is taken to hold
 * @param plan what it says and how it is distributed; of {@code again} if that is not null
 * @param again the bundle on record that is made whole since nothing changed; null for a new one
 * @param idle whether not even missing volumes of {@code again} are to be written
 * @param spared how many bytes the newest bundle on record would spare as a base, or does; 0 if there is none
 */
record Draft(
        AskedImages asked,
        Closure closure,
        Omitted omitted,
        int kept,
        Held held,
        BundlePlan plan,
        @Nullable IssuedBundle again,
        boolean idle,
        long spared) {
    Draft {
        requireNonNull(asked, "asked is null");
        requireNonNull(closure, "closure is null");
        requireNonNull(omitted, "omitted is null");
        requireNonNull(held, "held is null");
        requireNonNull(plan, "plan is null");
    }
}
