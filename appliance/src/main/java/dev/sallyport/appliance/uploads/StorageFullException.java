package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.Map;

/** A push for which the disk has no room. */
public final class StorageFullException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is full, as a sentence without its end */
    public StorageFullException(String problem, Map<String, String> facts) {
        super(
                "storage-full",
                Category.FAILED,
                problem,
                "Delete images that are not needed and collect their space, or give the store a larger disk.",
                facts);
    }

    /** If {@code failure} says that the disk is full, which Java tells in words alone, says so in a way that can be told apart. */
    public static void throwIfFull(IOException failure) throws StorageFullException {
        String message = failure.getMessage();
        if (message != null && (message.contains("No space left on device") || message.contains("quota exceeded"))) {
            throw new StorageFullException("The disk is full", Map.of());
        }
    }
}
