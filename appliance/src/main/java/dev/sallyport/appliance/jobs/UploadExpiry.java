package dev.sallyport.appliance.jobs;

import dev.sallyport.content.StoredAmount;
import java.io.IOException;
import java.time.Instant;

/** Ends the uploads that were given up, before the collection deletes files that no upload knows. */
public interface UploadExpiry {
    /** There are no uploads. */
    UploadExpiry NONE = before -> StoredAmount.NONE;

    /** Ends those that nobody wrote to since {@code before}; returns what they had. */
    StoredAmount expire(Instant before) throws IOException;
}
