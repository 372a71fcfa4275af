package dev.sallyport.appliance.jobs;

import dev.sallyport.appliance.store.KeptRelease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many releases of a stream can be rolled back to.
 *
 * @param keep the newest of them, at least 1
 */
public record Retention(int keep) {
    /** How long a release that was pushed out stays readable. */
    static final Duration READABLE = Duration.ofDays(7);

    public Retention {
        if (keep < 1) {
            throw new IllegalArgumentException("keep is below 1: " + keep);
        }
    }

    /**
     * The oldest release to keep, if that retires any: the newest ones stay, none that is shown or newer than what is shown goes, nor
     * one that an import goes on from, and each that was pushed out stays for a while after the release that did that.
     *
     * @param releases of one stream, none of them retired, newest first
     * @param base the oldest release that an unfinished import goes on from
     */
    OptionalLong oldestKept(List<KeptRelease> releases, OptionalLong base, Instant now) {
        int kept = 0;
        for (int i = 0; i < releases.size(); i++) {
            if (mustStay(releases, i, base, now)) {
                kept = i;
            }
        }
        return kept + 1 < releases.size() ? OptionalLong.of(releases.get(kept).sequence()) : OptionalLong.empty();
    }

    private boolean mustStay(List<KeptRelease> releases, int index, OptionalLong base, Instant now) {
        KeptRelease release = releases.get(index);
        return index < keep
                || release.sequence() >= release.shown()
                || (base.isPresent() && release.sequence() >= base.getAsLong())
                || releases.get(index - keep).published().plus(READABLE).isAfter(now);
    }
}
