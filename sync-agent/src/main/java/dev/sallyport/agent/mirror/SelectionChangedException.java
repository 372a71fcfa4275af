package dev.sallyport.agent.mirror;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A mirror file that selects other things than when its lock was made. */
public final class SelectionChangedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private static final int MOST = 20;

    private final transient List<String> changes;

    SelectionChangedException(Path file, List<String> added, List<String> gone) {
        super(
                "selection-changed",
                Category.MISSING,
                file + " selects other things than its lock: " + added.size() + " new, " + gone.size() + " gone",
                "Run 'sync-agent lock' and review what changes, or undo the change.",
                Map.of(
                        "file", file.toString(),
                        "added", Integer.toString(added.size()),
                        "gone", Integer.toString(gone.size())));
        List<String> lines = new ArrayList<>();
        gone.forEach(line -> lines.add("- " + line));
        added.forEach(line -> lines.add("+ " + line));
        this.changes = List.copyOf(lines);
    }

    /** What changed, gone with {@code -} and new with {@code +}; at most {@value #MOST} lines. */
    @Override
    public List<String> details() {
        if (changes == null || changes.size() <= MOST) {
            return changes == null ? List.of() : changes;
        }
        List<String> shown = new ArrayList<>(changes.subList(0, MOST - 1));
        shown.add("and " + (changes.size() - shown.size()) + " more");
        return shown;
    }
}
