package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ClientFilesReport.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a client's files are written. A folder with anything in it that was not written here before is left alone: nobody's own
 * configuration is written over.
 */
final class ClientFolder {
    static final String README = "README.md";

    /** What the first line of each of our README.md has. */
    private static final String MARK = " and the appliance at ";

    private final Path folder;

    ClientFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Throws unless the folder is new, empty, or one of ours.
     *
     * @throws OutputFolderException if it is not
     */
    void requireOurs() throws IOException, OutputFolderException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw OutputFolderException.noFolder(folder);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) {
                return;
            }
        }
        Path readme = folder.resolve(README);
        if (!Files.isRegularFile(readme) || !firstLine(readme).contains(MARK)) {
            throw OutputFolderException.notOurs(folder);
        }
    }

    private static String firstLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.findFirst().orElse("");
        }
    }

    /** Writes the files, in place of those that are there. */
    void write(List<File> files) throws IOException {
        for (File file : files) {
            Path target = inside(file.path());
            Files.createDirectories(target.resolveSibling("."));
            Files.writeString(target, file.content());
        }
    }

    /** The server says the paths; none may lead out of the folder. */
    private Path inside(String path) throws IOException {
        try {
            Path target = folder.resolve(path).normalize();
            if (!target.equals(folder) && target.startsWith(folder)) {
                return target;
            }
        } catch (InvalidPathException e) {
            // As below.
        }
        throw new IOException("The server named a file that does not belong into " + folder);
    }
}
