package dev.sallyport.agent.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Paths with no volume among them. */
final class NoVolumesException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NoVolumesException(List<Path> paths) {
        this(paths.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    private NoVolumesException(String paths) {
        super(
                "no-volumes",
                Category.MISSING,
                "No volume of a bundle found in " + paths,
                "Give volumes that sync-agent save wrote, or the folder that they lie in.",
                Map.of("paths", paths));
    }
}
