package dev.sallyport.workload;

import static java.util.Objects.requireNonNull;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a workload's files, bounded, and names them for people: relative to a base folder where they lie in it. */
final class InputFiles {
    private final Path base;

    InputFiles(Path base) {
        this.base = requireNonNull(base, "base is null").toAbsolutePath().normalize();
    }

    Path resolve(Path file) {
        return base.resolve(file).normalize();
    }

    /** The same on every machine, as long as the file lies in the base folder. */
    String label(Path file) {
        Path whole = resolve(file);
        Path shown = whole.startsWith(base) && !whole.equals(base) ? base.relativize(whole) : whole;
        return shown.toString().replace(File.separatorChar, '/');
    }

    boolean isFile(Path file) {
        return Files.isRegularFile(resolve(file));
    }

    List<Yaml> documents(YamlReader reader, Path file)
            throws IOException, WorkloadFileException, MalformedDocumentException {
        return reader.read(label(file), read(file, YamlLimits.USUAL.bytes()));
    }

    /** The whole file, if it has at most {@code limit} bytes. */
    byte[] read(Path file, int limit) throws IOException, WorkloadFileException {
        Path whole = resolve(file);
        // A pipe or a device would never end.
        if (!Files.isRegularFile(whole)) {
            throw new WorkloadFileException(
                    label(file), Files.exists(whole) ? "it is no file" : "there is no such file");
        }
        try (InputStream in = Files.newInputStream(whole)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new WorkloadFileException(label(file), "it has more than the " + limit + " bytes allowed");
            }
            return content;
        }
    }
}
