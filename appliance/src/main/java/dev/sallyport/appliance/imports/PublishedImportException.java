package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.Map;

/** An import that cannot be discarded, because it is a release. */
public final class PublishedImportException extends SallyportException {
    private static final long serialVersionUID = 1L;

    PublishedImportException(Digest id) {
        super(
                "import-published",
                Category.REFUSED,
                "The import is published and cannot be discarded: " + id,
                "Publish a newer bundle of its stream to replace it.",
                Map.of("import", id.toString()));
    }
}
