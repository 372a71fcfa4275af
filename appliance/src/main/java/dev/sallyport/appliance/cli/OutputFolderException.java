package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A folder that must not be written into. */
final class OutputFolderException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private OutputFolderException(Path folder, String problem) {
        super(
                "output-folder",
                Category.USAGE,
                "Cannot write into " + folder + ": " + problem,
                "Give a new or an empty folder with --output; copy the files from there to where they belong.",
                Map.of("folder", folder.toString()));
    }

    static OutputFolderException noFolder(Path folder) {
        return new OutputFolderException(folder, "it is no folder");
    }

    static OutputFolderException notOurs(Path folder) {
        return new OutputFolderException(folder, "it has files that this command did not write");
    }
}
