package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;
import java.util.Set;

/** A source named in a way that other programs know and this one does not. */
public final class UnsupportedSourceException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** What would otherwise be taken for a repository and its tag, or for a host and its port. */
    static final Set<String> TRANSPORTS =
            Set.of("docker-daemon", "docker", "dir", "containers-storage", "http", "https", "tarball", "sif");

    UnsupportedSourceException(String transport) {
        super(
                "unsupported-source",
                Category.USAGE,
                "Sources that begin with '" + transport + ":' cannot be read",
                "Name an image as HOST/PATH:TAG; a folder that holds an image layout as oci:PATH; an archive as oci-archive:PATH or"
                        + " docker-archive:PATH; a file as file:PATH; a chart's file as chart:PATH.",
                Map.of("transport", transport));
    }
}
