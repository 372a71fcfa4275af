package dev.sallyport.appliance.jobs;

import java.time.Duration;

/**
 * How the appliance keeps its disk.
 *
 * @param keepReleases how many releases of each stream can be rolled back to, at least 1
 * @param reserve bytes of the disk that content never gets
 * @param grace how long what nobody needs stays in collections that nobody asked for
 * @param scrubRate bytes a second that are read again in the background; 0 for none
 */
public record SpaceSettings(int keepReleases, long reserve, Duration grace, long scrubRate) {
    /** As most people want it: three releases, 256 MiB, a day, and 8 MB a second. */
    public static final SpaceSettings DEFAULT =
            new SpaceSettings(3, 256L << 20, CollectionOptions.DEFAULT_GRACE, 8_000_000);

    public SpaceSettings {
        if (keepReleases < 1 || reserve < 0 || grace.isNegative() || scrubRate < 0) {
            throw new IllegalArgumentException("Not settings for space: " + keepReleases + " releases, " + reserve
                    + " bytes in reserve, " + grace + ", " + scrubRate + " bytes a second");
        }
    }
}
