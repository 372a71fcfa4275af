package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A part of a blob that is not as long as it was said to be. */
public final class UploadLengthException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UploadLengthException(String id, long expected, String found) {
        super(
                "upload-length",
                Category.USAGE,
                "Upload " + id + ": a part of " + expected + " bytes was announced, there came " + found,
                "Ask how far the upload is, and go on from there.",
                Map.of("upload", id, "expected", Long.toString(expected), "found", found));
    }
}
