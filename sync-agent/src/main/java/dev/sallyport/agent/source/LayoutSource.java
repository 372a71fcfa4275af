package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image layout in a folder. Its index is read once, when it is opened; nothing outside the folder is ever read.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">image layout</a>
 */
public final class LayoutSource implements ContentSource {
    private final LayoutFolder folder;
    private final LayoutIndex index;
    private final Map<Reference, Descriptor> images;
    private final boolean namedFromOutside;

    private LayoutSource(
            LayoutFolder folder, LayoutIndex index, Map<Reference, Descriptor> images, boolean namedFromOutside) {
        this.folder = folder;
        this.index = index;
        this.images = images;
        this.namedFromOutside = namedFromOutside;
    }

    /**
     * Opens the layout in {@code path}.
     *
     * @param as the name of its one image without a full name; null if all have one
     * @throws LayoutException if it is no layout, or a damaged one
     * @throws UnnamedImageException if an image has no name
     */
    public static LayoutSource open(Path path, @Nullable Reference as) throws IOException, SallyportException {
        LayoutFolder folder = LayoutFolder.open(path);
        LayoutIndex index = LayoutIndex.read(folder);
        return new LayoutSource(folder, index, index.named(as), as != null && index.needsName());
    }

    /** Opens the layout in {@code path} for its content alone: it resolves nothing. */
    static LayoutSource withoutNames(Path path) throws IOException, SallyportException {
        LayoutFolder folder = LayoutFolder.open(path);
        return new LayoutSource(folder, LayoutIndex.read(folder), Map.of(), false);
    }

    /** The names of the images in it, each with the digest it stands for, in the order of the layout's index. */
    public List<Reference> images() {
        return List.copyOf(images.keySet());
    }

    /** Whether an image got its name from outside, since the layout has none for it. */
    boolean isNamedFromOutside() {
        return namedFromOutside;
    }

    /** The image of this name; a digest in {@code reference} alone will do. */
    @Override
    public Descriptor resolve(Reference reference) throws SallyportException {
        for (Map.Entry<Reference, Descriptor> image : images.entrySet()) {
            if (names(reference, image.getKey())) {
                return image.getValue();
            }
        }
        throw new LayoutContentMissingException(folder.path(), "image " + reference);
    }

    private static boolean names(Reference asked, Reference image) {
        return asked.digest() != null
                ? asked.digest().equals(image.digest())
                : asked.host().equals(image.host())
                        && asked.repository().equals(image.repository())
                        && requireNonNull(asked.tag()).equals(image.tag());
    }

    @Override
    public InputStream fetch(Descriptor descriptor, long from) throws IOException, SallyportException {
        if (from < 0 || from > descriptor.size()) {
            throw new IllegalArgumentException("No byte " + from + " in content of " + descriptor.size());
        }
        return folder.open(descriptor, from);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return index.referrers(subject);
    }

    /** Where it is, however it was named. */
    public Path realPath() {
        return folder.realPath();
    }

    /** Nothing: no file stays open. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "oci:" + folder.path();
    }
}
