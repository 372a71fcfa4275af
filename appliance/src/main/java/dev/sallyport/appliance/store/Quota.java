package dev.sallyport.appliance.store;

/**
 * How many bytes people may push.
 *
 * @param limit in bytes, for all repositories under the prefix together
 * @param used by what they hold now; what several of them share counts once in each
 */
public record Quota(QuotaPrefix prefix, long limit, long used) {
    /** How much more may be pushed; never below 0. */
    public long left() {
        return Math.max(0, limit - used);
    }
}
