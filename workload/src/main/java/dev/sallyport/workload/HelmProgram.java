package dev.sallyport.workload;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The user's {@code helm}. It is run with nothing of the caller's surroundings but the search path: no kubeconfig, no plugins,
 * no repositories, and a home folder of its own.
 *
 * @param program the program's path, or its bare name
 * @param searchPath {@code PATH} for it, for what it starts itself
 * @param timeout after which it is ended, with everything that it started
 */
public record HelmProgram(Path program, String searchPath, Duration timeout) {
    private static final int MOST_OUTPUT = 32 << 20;

    public HelmProgram {
        // It runs in a folder of its own, where a relative path leads elsewhere; a bare name is looked for as usual.
        program = program.getNameCount() > 1 ? program.toAbsolutePath() : program;
        requireNonNull(searchPath, "searchPath is null");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The timeout is not positive");
        }
    }

    /**
     * What the chart's templates make of its values.
     *
     * @param home an empty folder for this run alone
     */
    byte[] template(Path chart, List<Path> values, Path home)
            throws IOException, InterruptedException, RenderFailedException {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "template", "release", chart.toString(), "--include-crds"));
        for (Path file : values) {
            command.add("--values");
            command.add(file.toString());
        }
        Map<String, String> environment = Map.of(
                "PATH", searchPath,
                "HOME", home.toString(),
                "HELM_CACHE_HOME", home.resolve("cache").toString(),
                "HELM_CONFIG_HOME", home.resolve("config").toString(),
                "HELM_DATA_HOME", home.resolve("data").toString(),
                "HELM_PLUGINS", home.resolve("plugins").toString(),
                "KUBECONFIG", home.resolve("none").toString());
        return new BoundedProcess(command, environment, home, timeout, MOST_OUTPUT).run();
    }
}
