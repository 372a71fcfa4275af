package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.VolumeTooSmallException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides between the newest bundle on record and one to come after it, and what that takes to be held. */
final class Drafting {
    private final SaveOptions options;
    private final History history;
    private final @Nullable IssuedBundle newest;
    private final boolean restarts;
    private final long volumeSize;
    private final Instant now;

    /**
     * @param restarts whether the next bundle leaves a gap after {@code newest}
     * @param volumeSize the most bytes of a volume, the medium's limit included
     */
    Drafting(
            SaveOptions options,
            History history,
            @Nullable IssuedBundle newest,
            boolean restarts,
            long volumeSize,
            Instant now) {
        this.options = requireNonNull(options, "options is null");
        this.history = requireNonNull(history, "history is null");
        this.newest = newest;
        this.restarts = restarts;
        this.volumeSize = volumeSize;
        this.now = requireNonNull(now, "now is null");
    }

    Draft draft(Closure closure, Omitted omitted, int kept, AskedImages asked) throws IOException, SallyportException {
        long spared = spared(closure);
        if (newest != null && !restarts) {
            Draft again = again(newest, closure, omitted, kept, asked, spared);
            if (again != null) {
                return again;
            }
        }
        Held held = held();
        BundlePlan plan = BundlePlan.of(closure, omitted, held, volumeSize);
        return new Draft(asked, closure, omitted, kept, held, plan, null, false, spared);
    }

    private @Nullable Draft again(
            IssuedBundle bundle, Closure closure, Omitted omitted, int kept, AskedImages asked, long spared)
            throws SallyportException {
        Held held = Held.by(bundle);
        BundlePlan plan;
        try {
            plan = BundlePlan.of(closure, omitted, held, volumeSize);
        } catch (VolumeTooSmallException e) {
            // It is not this plan, then. The one that is made instead may need less.
            return null;
        }
        if (!bundle.isComplete() || !plan.isReleaseOf(bundle, options, now)) {
            return null;
        }
        boolean unwritten = history.isUnwritten(bundle.statement().sequence());
        boolean same = plan.isIn(bundle);
        boolean again;
        if (options.base() instanceof BaseChoice.WhenChanged) {
            again = same;
        } else if (options.base() instanceof BaseChoice.Delivered) {
            again = same || !unwritten;
        } else {
            // A run that was killed is finished; one that was not has had its bundle.
            again = same && unwritten && isBasedAsAsked(bundle);
        }
        boolean idle = (options.base() instanceof BaseChoice.Delivered || options.onlyChanges())
                && !unwritten
                && options.volumes().isEmpty();
        return again ? new Draft(asked, closure, omitted, kept, held, plan, bundle, idle, spared) : null;
    }

    private boolean isBasedAsAsked(IssuedBundle bundle) {
        Position base = bundle.statement().base();
        return options.base() instanceof BaseChoice.Published published
                ? base != null && base.sequence() == published.sequence()
                : base == null;
    }

    private Held held() throws IOException, SallyportException {
        if (options.base() instanceof BaseChoice.Published published) {
            // Also without a newest: it says which sequences there are.
            history.get(published.sequence());
            return Held.since(
                    history, options.stream(), published.sequence(), requireNonNull(newest, "newest is null"));
        }
        if (newest != null && options.base() instanceof BaseChoice.Delivered) {
            List<Long> sequences = history.sequences();
            for (int i = sequences.size() - 1; i >= 0; i--) {
                // What was not written to its end was not delivered either.
                if (!history.isUnwritten(sequences.get(i))) {
                    return Held.since(history, options.stream(), sequences.get(i), newest);
                }
            }
        }
        return Held.NOTHING;
    }

    private long spared(Closure closure) throws SallyportException {
        if (newest == null || !newest.isComplete()) {
            return 0;
        }
        Set<Digest> known = newest.closure().keySet();
        return closure.blobs().stream()
                .filter(blob -> known.contains(blob.descriptor().digest()))
                .mapToLong(blob -> blob.descriptor().size())
                .sum();
    }
}
