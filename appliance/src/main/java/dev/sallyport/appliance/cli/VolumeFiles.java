package dev.sallyport.appliance.cli;

import dev.sallyport.bundle.VolumeFilter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The volumes among files and folders, told by their content.
 *
 * @param volumes in the order given, those of a folder by name
 * @param others files that are no volumes
 */
record VolumeFiles(List<Path> volumes, List<Path> others) {
    private static final int MOST_FILES = 100_000;

    VolumeFiles {
        volumes = List.copyOf(volumes);
        others = List.copyOf(others);
    }

    /** Looks at {@code paths}; in a folder at the files that lie directly in it. */
    static VolumeFiles find(List<Path> paths) throws IOException {
        List<Path> volumes = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Path path : paths) {
            for (Path file : filesOf(path)) {
                (isVolume(file) ? volumes : others).add(file);
            }
        }
        return new VolumeFiles(volumes, others);
    }

    private static List<Path> filesOf(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).sorted().limit(MOST_FILES).toList();
        }
    }

    private static boolean isVolume(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1024)) {
            return VolumeFilter.isVolume(in);
        }
    }
}
