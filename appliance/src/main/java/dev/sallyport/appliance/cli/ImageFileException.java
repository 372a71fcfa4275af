package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A file that cannot be one that names images. */
final class ImageFileException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param why what is wrong with it, as half a sentence */
    ImageFileException(String file, String why) {
        super(
                "image-file",
                Category.USAGE,
                "Cannot read " + file + ": " + why,
                "Give a Compose file, Kubernetes manifests, or a list with one image on each line.",
                Map.of("file", file));
    }
}
