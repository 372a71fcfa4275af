package dev.sallyport.workload;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A file that a workload is made of is not there, is no file, or is too large to be one. */
public final class WorkloadFileException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param why what is wrong with it, as half a sentence */
    WorkloadFileException(String file, String why) {
        super(
                "workload-file",
                Category.MISSING,
                "Cannot read " + Printable.clean(file) + ": " + Printable.shorten(why),
                "Correct the path, or bring the file there.",
                Map.of("file", Printable.clean(file), "problem", Printable.shorten(why)));
    }
}
