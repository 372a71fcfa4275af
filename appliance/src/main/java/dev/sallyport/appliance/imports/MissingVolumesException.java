package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An import of which volumes did not come yet, or came with entries left out. */
public final class MissingVolumesException extends SallyportException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 20;

    MissingVolumesException(List<Integer> missing, int total) {
        super(
                "missing-volumes",
                Category.MISSING,
                "Of " + total + " volumes these are missing, or are not here whole: " + names(missing),
                "Import them, in any order. One that is lost can be written again: sync-agent save --volumes "
                        + names(missing),
                Map.of("missing", names(missing), "volumes", Integer.toString(total)));
    }

    private static String names(List<Integer> missing) {
        String names = missing.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(","));
        return missing.size() > MOST_NAMED ? names + ",…" : names;
    }
}
