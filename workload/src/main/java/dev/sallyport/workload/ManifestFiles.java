package dev.sallyport.workload;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The manifests in a folder and the folders below it, in the order of their names. */
final class ManifestFiles {
    private static final int MOST_FILES = 10_000;
    private static final int MOST_ENTRIES = 100_000;
    private static final int DEPTH = 32;
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private final InputFiles files;
    private final Findings findings;
    private final List<Path> found = new ArrayList<>();
    private final Set<Path> visited = new HashSet<>();
    private int entries;

    ManifestFiles(InputFiles files, Findings findings) {
        this.files = files;
        this.findings = findings;
    }

    /** A file as it is, whatever its name; of a folder what ends in {@code .yaml}, {@code .yml} or {@code .json}. */
    List<Path> in(Path path) throws IOException, WorkloadFileException {
        found.clear();
        Path whole = files.resolve(path);
        if (Files.isDirectory(whole)) {
            visited.clear();
            folder(whole, 0);
        } else {
            found.add(whole);
        }
        return List.copyOf(found);
    }

    private void folder(Path folder, int depth) throws IOException, WorkloadFileException {
        if (depth > DEPTH) {
            throw new WorkloadFileException(files.label(folder), "folders nest more than " + DEPTH + " deep");
        }
        // A link back to a folder above would lead around in circles.
        if (!visited.add(folder.toRealPath())) {
            return;
        }
        for (Path entry : sorted(folder)) {
            String name = entry.getFileName().toString();
            boolean isFolder = Files.isDirectory(entry);
            boolean isManifest = !isFolder
                    && ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)
                    && Files.isRegularFile(entry);
            if (name.startsWith(".")) {
                hidden(entry, name, isFolder || isManifest);
            } else if (isFolder) {
                folder(entry, depth + 1);
            } else if (isManifest) {
                found.add(entry);
                if (found.size() > MOST_FILES) {
                    throw tooMany(folder);
                }
            }
        }
    }

    private void hidden(Path entry, String name, boolean matters) {
        if (matters && !name.equals(".git")) {
            findings.note(files.label(entry) + " is left out: its name begins with a dot");
        }
    }

    private List<Path> sorted(Path folder) throws IOException, WorkloadFileException {
        List<Path> sorted = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path entry : all) {
                if (++entries > MOST_ENTRIES) {
                    throw tooMany(folder);
                }
                sorted.add(entry);
            }
        }
        sorted.sort(Comparator.comparing(Path::getFileName, Comparator.comparing(Path::toString)));
        return sorted;
    }

    private WorkloadFileException tooMany(Path folder) {
        return new WorkloadFileException(
                files.label(folder), "there are more than " + MOST_FILES + " manifests, or too many other files");
    }
}
