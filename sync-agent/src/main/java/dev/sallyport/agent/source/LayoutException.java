package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.nio.file.Path;
import java.util.Map;

/** A folder or an archive that is no image layout, or a damaged or hostile one. */
public final class LayoutException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong, as half a sentence */
    LayoutException(Path folder, String problem) {
        this(Category.REFUSED, folder, problem);
    }

    private LayoutException(Category category, Path folder, String problem) {
        super(
                "broken-layout",
                category,
                "Cannot read the image layout " + folder + ": " + Printable.clean(problem),
                "Name what holds the file 'oci-layout': a folder as oci:PATH, an archive as oci-archive:PATH; have it written again if it is damaged.",
                Map.of("folder", folder.toString(), "problem", Printable.clean(problem)));
    }

    static LayoutException missing(Path folder) {
        return new LayoutException(Category.MISSING, folder, "there is no such folder");
    }
}
