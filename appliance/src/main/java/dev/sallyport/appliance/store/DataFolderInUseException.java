package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A data folder that another process works in. */
public final class DataFolderInUseException extends SallyportException {
    private static final long serialVersionUID = 1L;

    DataFolderInUseException(Path folder) {
        super(
                "data-folder-in-use",
                Category.FAILED,
                "The data folder is in use by another appliance: " + folder,
                "Stop the appliance that runs there, or give this one a folder of its own with --data.",
                Map.of("folder", folder.toString()));
    }
}
