package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file that was looked at.
 *
 * @param volume which volume of its bundle it is; 0 if that is not known
 * @param failure why it cannot be taken; null if it can
 * @param skipped whether it is no volume at all
 */
public record CheckedFile(Path file, int volume, @Nullable SallyportException failure, boolean skipped) {
    public CheckedFile {
        requireNonNull(file, "file is null");
    }

    /** Whether the file is a volume, and good as far as it was looked at. */
    public boolean good() {
        return failure == null && !skipped;
    }
}
