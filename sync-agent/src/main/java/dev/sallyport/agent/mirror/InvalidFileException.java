package dev.sallyport.agent.mirror;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.List;
import java.util.Map;

/** A mirror file or lock file that cannot be used. Names every problem in it, up to {@value #MOST}, each with its place. */
public final class InvalidFileException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** How many problems are told at once. */
    static final int MOST = 20;

    private final transient List<Problem> problems;

    InvalidFileException(String file, String remedy, List<Problem> problems) {
        super(
                "invalid-file",
                Category.USAGE,
                message(file, problems),
                remedy,
                Map.of("file", file, "problems", Integer.toString(problems.size())));
        this.problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MOST)));
    }

    private static String message(String file, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("No problem");
        }
        if (problems.size() == 1) {
            return problems.get(0).toString();
        }
        return file + " has " + problems.size() + " errors"
                + (problems.size() > MOST ? "; the first " + MOST + " are" : "");
    }

    /** What is wrong, in the file's order. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    @Override
    public List<String> details() {
        return problems().size() == 1
                ? List.of()
                : problems().stream().map(Problem::toString).toList();
    }
}
