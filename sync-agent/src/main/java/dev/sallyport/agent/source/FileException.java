package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.nio.file.Path;
import java.util.Map;

/** A file that cannot be carried. */
public final class FileException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private FileException(Category category, Path file, String problem, String remedy) {
        super(
                "unusable-file",
                category,
                "Cannot take the file " + Printable.clean(file.toString()) + ": " + problem,
                remedy,
                Map.of("file", Printable.clean(file.toString()), "problem", problem));
    }

    static FileException missing(Path file) {
        return new FileException(Category.MISSING, file, "there is no such file", "Name a file that is there.");
    }

    static FileException notPlain(Path file) {
        return new FileException(
                Category.USAGE,
                file,
                "it is not a plain file",
                "Name a plain file; pack a folder into an archive first.");
    }

    static FileException badName(Path file) {
        return new FileException(
                Category.USAGE, file, "its name is no text that can be shown", "Give the file another name.");
    }
}
