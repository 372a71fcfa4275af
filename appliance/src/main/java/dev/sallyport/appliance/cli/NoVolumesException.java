package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Nothing to import where the command was told to look. */
final class NoVolumesException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NoVolumesException(List<Path> paths) {
        super(
                "no-volumes",
                Category.MISSING,
                "There is no volume of a bundle in "
                        + String.join(", ", paths.stream().map(Path::toString).toList()),
                "Give the files that sync-agent save wrote, or the folder that holds them.",
                Map.of("paths", paths.toString()));
    }
}
