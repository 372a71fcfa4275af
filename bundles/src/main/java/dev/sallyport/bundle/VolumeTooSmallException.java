package dev.sallyport.bundle;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A volume size into which something does not fit. */
public final class VolumeTooSmallException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private VolumeTooSmallException(String message, String remedy, Map<String, String> facts) {
        super("volume-too-small", Category.USAGE, message, remedy, facts);
    }

    static VolumeTooSmallException forBlob(long volumeSize, ListingEntry entry, long needed) {
        return new VolumeTooSmallException(
                "Blob " + entry.digest() + " of " + entry.size() + " bytes does not fit into a volume of " + volumeSize
                        + " bytes",
                "Choose a larger medium: --volume-size " + needed + " or more.",
                Map.of(
                        "digest",
                        entry.digest().toString(),
                        "size",
                        Long.toString(entry.size()),
                        "volumeSize",
                        Long.toString(volumeSize),
                        "needed",
                        Long.toString(needed)));
    }

    static VolumeTooSmallException forDocuments(long volumeSize, long needed) {
        return new VolumeTooSmallException(
                "The bundle's documents alone do not fit into a volume of " + volumeSize + " bytes",
                "Choose a larger medium: --volume-size " + needed + " or more.",
                Map.of("volumeSize", Long.toString(volumeSize), "needed", Long.toString(needed)));
    }

    static VolumeTooSmallException tooMany(long volumeSize, int volumes) {
        return new VolumeTooSmallException(
                "The bundle would need " + volumes + " or more volumes of " + volumeSize + " bytes; at most "
                        + Statement.MOST_VOLUMES + " are possible",
                "Choose a larger medium with --volume-size.",
                Map.of("volumeSize", Long.toString(volumeSize), "volumes", Integer.toString(volumes)));
    }
}
