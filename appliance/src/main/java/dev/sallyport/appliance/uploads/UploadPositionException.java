package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A part of a blob that does not begin where the upload ends. */
public final class UploadPositionException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private final transient UploadStatus status;

    UploadPositionException(UploadStatus status, long from) {
        super(
                "upload-out-of-order",
                Category.REFUSED,
                "Upload " + status.id() + " has " + status.size() + " bytes, and the part begins at byte " + from,
                "Go on at byte " + status.size() + ".",
                Map.of("upload", status.id(), "size", Long.toString(status.size()), "from", Long.toString(from)));
        this.status = status;
    }

    /** How far the upload is; nothing of it is lost. */
    public UploadStatus status() {
        return status;
    }
}
