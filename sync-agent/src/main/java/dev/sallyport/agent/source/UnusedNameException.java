package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.util.Map;

/** A name given with {@code --as} that does not name exactly one image. */
public final class UnusedNameException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param images how many images it would name */
    UnusedNameException(Reference name, int images) {
        super(
                "unused-name",
                Category.USAGE,
                "The name " + name + " is for one image without a full name, but "
                        + (images == 0 ? "there is none" : "there are " + images),
                images == 0 ? "Leave --as out." : "Save each of these layouts by itself.",
                Map.of("name", name.toString(), "images", Integer.toString(images)));
    }
}
