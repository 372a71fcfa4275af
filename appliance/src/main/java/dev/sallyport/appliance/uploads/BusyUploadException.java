package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** An upload that another request is writing to. */
public final class BusyUploadException extends SallyportException {
    private static final long serialVersionUID = 1L;

    BusyUploadException(String id) {
        super(
                "upload-busy",
                Category.REFUSED,
                "Another request is writing to upload " + id,
                "Wait until it has ended, ask how far the upload is, and go on from there.",
                Map.of("upload", id));
    }
}
