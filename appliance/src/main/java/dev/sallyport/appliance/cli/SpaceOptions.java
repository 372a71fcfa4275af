package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.terminal.Sizes;
import picocli.CommandLine.Option;

/** How the server keeps its disk. */
final class SpaceOptions {
    @Option(
            names = "--keep-releases",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "How many releases of each stream can be rolled back to; older ones go 7 days after they were pushed out."
                            + " Default: ${DEFAULT-VALUE}")
    private int keepReleases = 3;

    @Option(
            names = "--reserve",
            paramLabel = "SIZE",
            defaultValue = "256Mi",
            description = "Room on the disk that images never get, such as 2GB. Default: ${DEFAULT-VALUE}")
    private String reserve = "256Mi";

    @Option(
            names = "--scrub-rate",
            paramLabel = "SIZE",
            defaultValue = "8MB",
            description = "How much of the store is read again each second to find damage; 0 for nothing."
                    + " Default: ${DEFAULT-VALUE}")
    private String scrubRate = "8MB";

    ServeSettings.Space settings() throws MalformedValueException {
        if (keepReleases < 1) {
            throw new MalformedValueException("number of releases", Integer.toString(keepReleases), "1 or more");
        }
        return new ServeSettings.Space(keepReleases, Sizes.parse(reserve), Sizes.parse(scrubRate));
    }
}
