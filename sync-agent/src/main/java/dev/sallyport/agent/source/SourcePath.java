package dev.sallyport.agent.source;

import dev.sallyport.agent.source.SourceArgument.ArchiveArgument;
import dev.sallyport.oci.MalformedValueException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What follows a transport and its colon. */
final class SourcePath {
    private final String text;
    private final String transport;
    private final String rest;
    private final Path folder;

    /** @param folder where relative paths begin */
    SourcePath(String text, String transport, Path folder) {
        this.text = text;
        this.transport = transport;
        this.rest = text.substring(Math.min(text.length(), transport.length() + 1));
        this.folder = folder;
    }

    /** All of it as a path. */
    Path whole() throws MalformedValueException {
        return path(rest);
    }

    /**
     * A path, and after a further colon a choice. Paths may have colons too: the first one that ends the name of a file counts,
     * and the first at all if none does.
     */
    ArchiveArgument archive(ArchiveArgument.Format format) throws MalformedValueException {
        int first = rest.indexOf(':');
        if (first < 0 || Files.isRegularFile(path(rest))) {
            return new ArchiveArgument(format, path(rest), null);
        }
        int end = first;
        for (int colon = first; colon >= 0; colon = rest.indexOf(':', colon + 1)) {
            if (colon > 0 && Files.isRegularFile(path(rest.substring(0, colon)))) {
                end = colon;
                break;
            }
        }
        String choice = rest.substring(end + 1);
        if (choice.isEmpty()) {
            throw malformed();
        }
        return new ArchiveArgument(format, path(rest.substring(0, end)), choice);
    }

    private Path path(String path) throws MalformedValueException {
        try {
            if (!path.isEmpty()) {
                return folder.resolve(path);
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw malformed();
    }

    private MalformedValueException malformed() {
        return new MalformedValueException(
                "source",
                text,
                switch (transport) {
                    case "oci" -> "oci: and the path of a folder";
                    case "oci-archive", "docker-archive" ->
                        transport + ": and the path of a file, then perhaps a colon and the name of one image in it";
                    default -> transport + ": and the path of a file";
                });
    }
}
