package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** An image layout, in a folder or in an archive, does not have what was asked for. */
public final class LayoutContentMissingException extends SallyportException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMES = 5;

    private static final String AGAIN =
            "Write it again with all of its content; if it was written for some platforms alone, name them with --platform.";

    /** @param object what was asked for */
    LayoutContentMissingException(Path folder, String object) {
        this(folder, object, AGAIN);
    }

    private LayoutContentMissingException(Path folder, String object, String remedy) {
        super(
                "layout-content-missing",
                Category.MISSING,
                "The image layout " + folder + " has no " + object,
                remedy,
                Map.of("folder", folder.toString(), "object", object));
    }

    /** @param complete whether the archive has its end */
    static LayoutContentMissingException inArchive(Path archive, String object, boolean complete) {
        return new LayoutContentMissingException(
                archive,
                object,
                complete ? AGAIN : "The archive has no end mark and is probably cut off: write or copy it again.");
    }

    /** @param names what images it has */
    static LayoutContentMissingException image(Path folder, String image, Collection<String> names) {
        String known = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return new LayoutContentMissingException(
                folder,
                "image " + Printable.shorten(image),
                names.isEmpty()
                        ? AGAIN
                        : "It has " + Printable.clean(known) + (names.size() > MOST_NAMES ? " and others." : "."));
    }
}
