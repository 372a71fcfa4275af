package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.Map;

/** An import that cannot be discarded while one of its volumes is being read. */
public final class ImportBusyException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ImportBusyException(Digest id) {
        super(
                "import-busy",
                Category.REFUSED,
                "A volume of the import is being read: " + id,
                "End that, then discard it.",
                Map.of("import", id.toString()));
    }
}
