package dev.sallyport.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The sample applications, and small files of a test's own. */
final class Samples {
    private Samples() {}

    static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(Samples.class.getResource("/samples/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path write(Path folder, String name, String content) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code IMAGE | WHERE | HOW} of each. */
    static List<String> lines(WorkloadImages found) {
        return found.images().stream()
                .map(image -> image.image() + " | " + image.where() + " | " + image.how())
                .toList();
    }

    static List<String> names(WorkloadImages found) {
        return found.images().stream().map(FoundImage::image).toList();
    }

    static List<String> reported(WorkloadImages found) {
        return found.unmirrorable().stream()
                .map(each -> each.where() + " | " + each.why())
                .toList();
    }
}
