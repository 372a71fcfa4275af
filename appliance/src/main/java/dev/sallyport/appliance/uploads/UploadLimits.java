package dev.sallyport.appliance.uploads;

/**
 * How much may be begun and left open.
 *
 * @param sessions how many sessions there may be
 * @param ofOwner how many of them one owner may have
 * @param digests of how many of them the running digest is kept in memory
 */
public record UploadLimits(int sessions, int ofOwner, int digests) {
    /** 20,000 sessions, 12,000 of one owner, 4096 running digests. */
    public static final UploadLimits DEFAULT = new UploadLimits(20_000, 12_000, 4096);

    public UploadLimits {
        if (sessions < 1 || ofOwner < 1 || digests < 1) {
            throw new IllegalArgumentException("Too few: " + sessions + ", " + ofOwner + ", " + digests);
        }
    }
}
