package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Images in a layout or an archive that say no full name, where at most one can be named from outside. */
public final class UnnamedImageException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private UnnamedImageException(Path folder, List<Digest> images, String problem, String remedy) {
        super(
                "unnamed-image",
                Category.USAGE,
                "In " + folder + " " + problem + ": "
                        + images.stream().limit(5).map(Digest::toString).collect(Collectors.joining(", "))
                        + (images.size() > 5 ? " and " + (images.size() - 5) + " more" : ""),
                remedy,
                Map.of("folder", folder.toString(), "images", Integer.toString(images.size())));
    }

    static UnnamedImageException one(Path folder, Digest image) {
        return new UnnamedImageException(
                folder, List.of(image), "an image has no full name", "Name it with --as HOST/PATH:TAG.");
    }

    static UnnamedImageException several(Path folder, List<Digest> images) {
        return new UnnamedImageException(
                folder,
                images,
                "several images have no full name, and --as can name only one",
                "Take one alone, from an archive with :@N after its path, N from 0 on; or write them with full names"
                        + " (io.containerd.image.name).");
    }
}
