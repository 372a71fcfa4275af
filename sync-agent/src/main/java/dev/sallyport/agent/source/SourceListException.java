package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of references or sources that cannot be used, for what stands in one of its lines or as a whole. */
public final class SourceListException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private SourceListException(
            String place, String problem, String remedy, Map<String, String> facts, @Nullable Throwable cause) {
        super("broken-source-list", Category.USAGE, "Cannot use " + place + ": " + problem, remedy, facts, cause);
    }

    static SourceListException ofFile(Path list, String problem) {
        return new SourceListException(
                "the list " + list,
                problem,
                "Name a text file with one reference or source in a line.",
                Map.of("list", list.toString()),
                null);
    }

    /** @param cause what is wrong with the line */
    static SourceListException ofLine(Path list, int line, SallyportException cause) {
        return new SourceListException(
                "line " + line + " of the list " + list,
                cause.getMessage(),
                cause.remedy(),
                Map.of("list", list.toString(), "line", Integer.toString(line)),
                cause);
    }

    static SourceListException ofLine(Path list, int line, String problem) {
        return new SourceListException(
                "line " + line + " of the list " + list,
                problem,
                "Correct the line, or put a '#' before it.",
                Map.of("list", list.toString(), "line", Integer.toString(line)),
                null);
    }
}
