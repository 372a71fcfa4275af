package dev.sallyport.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What the machine that runs these tests must have: without it a test is skipped, or fails where it is required. */
final class Requirements {
    private static final boolean REQUIRED = "required".equals(System.getenv("SALLYPORT_E2E"));

    /** Debian's own folders come first: a newer docker client elsewhere would bring builders its daemon lacks. */
    private static final List<Path> FOLDERS = Stream.concat(
                    Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin"),
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList();

    private Requirements() {}

    /** Skips the running test, or fails it where it is required, unless this is root with all {@code tools}. */
    static void rootWith(String... tools) {
        List<String> missing = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        for (String tool : tools) {
            if (find(tool).isEmpty()) {
                missing.add(tool);
            }
        }
        String message = "end-to-end tests need " + String.join(", ", missing) + ": see .ci/run for the packages";
        if (REQUIRED) {
            Assertions.assertThat(missing).as(message).isEmpty();
        }
        Assumptions.assumeTrue(missing.isEmpty(), message);
    }

    /** The path of {@code tool}, which {@link #rootWith} has asked for. */
    static String path(String tool) {
        return find(tool)
                .orElseThrow(() -> new IllegalArgumentException(tool + " is not installed, nobody required it"))
                .toString();
    }

    private static Optional<Path> find(String tool) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(tool))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
