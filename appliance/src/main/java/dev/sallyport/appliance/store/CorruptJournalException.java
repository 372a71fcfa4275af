package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A journal in which something is not as it was written: damage or tampering, not an interrupted write. */
public final class CorruptJournalException extends SallyportException {
    private static final long serialVersionUID = 1L;

    CorruptJournalException(Path file, long offset, long number, String why) {
        super(
                "corrupt-journal",
                Category.FAILED,
                "The journal " + file + " is not as it was written: record " + number + " at byte " + offset + " "
                        + why,
                "Restore the journal from a backup; what it said after that byte cannot be trusted.",
                Map.of(
                        "file",
                        file.toString(),
                        "offset",
                        Long.toString(offset),
                        "record",
                        Long.toString(number),
                        "problem",
                        why));
    }
}
