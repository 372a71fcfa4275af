package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ReleaseChange.ReleasePublished;
import dev.sallyport.appliance.store.ReleaseChange.ReleasesRetired;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Which releases a whole journal retires in the end: their documents and content need not be here any more. */
final class RetiredReleases {
    private final Map<StreamName, Long> oldest = new HashMap<>();

    private RetiredReleases() {}

    static RetiredReleases in(Journal journal) throws IOException, SallyportException {
        RetiredReleases retired = new RetiredReleases();
        journal.<SallyportException>forEach((entry, after) -> {
            if (entry.action().equals(ReleasesRetired.ACTION)
                    && Change.parse(entry) instanceof ReleasesRetired change) {
                retired.oldest.merge(change.stream(), change.sequence(), Math::max);
            }
        });
        return retired;
    }

    boolean include(ReleasePublished release) {
        return release.sequence() < oldest.getOrDefault(release.stream(), 0L);
    }
}
