package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.nio.file.Path;
import java.util.Map;

/** A file that is no archive of the kind it was named as, or a damaged or hostile one. */
public final class ArchiveException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private static final String AGAIN =
            "Write the archive again, and compare it with its checksum if it was carried here.";

    /** @param problem what is wrong, as half a sentence */
    ArchiveException(Path archive, String problem) {
        this(archive, problem, AGAIN);
    }

    ArchiveException(Path archive, String problem, String remedy) {
        this(Category.REFUSED, archive, problem, remedy);
    }

    private ArchiveException(Category category, Path archive, String problem, String remedy) {
        super(
                "broken-archive",
                category,
                "Cannot read the archive " + archive + ": " + Printable.clean(problem),
                remedy,
                Map.of("archive", archive.toString(), "problem", Printable.clean(problem)));
    }

    static ArchiveException missing(Path archive) {
        return new ArchiveException(
                Category.MISSING, archive, "there is no such file", "Name a file that is there, or put it back.");
    }
}
