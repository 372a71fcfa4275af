package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;

/** An upload that was not begun in this repository, or has ended. */
public final class UnknownUploadException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownUploadException(RepositoryName repository, String id) {
        super(
                "upload-unknown",
                Category.MISSING,
                "There is no upload " + Printable.shorten(id) + " in " + repository,
                "Begin a new upload.",
                Map.of("repository", repository.value(), "upload", Printable.shorten(id)));
    }
}
