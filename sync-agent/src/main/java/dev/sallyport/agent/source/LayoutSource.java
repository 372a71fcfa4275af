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
 * An image layout, in a folder or in an archive. Its index is read once, when it is opened; nothing outside is ever read.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">image layout</a>
 */
public final class LayoutSource implements ContentSource {
    private final LayoutFiles files;
    private final LayoutIndex index;
    private final Map<Reference, Descriptor> images;
    private final boolean namedFromOutside;

    private LayoutSource(
            LayoutFiles files, LayoutIndex index, Map<Reference, Descriptor> images, boolean namedFromOutside) {
        this.files = files;
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
        return of(LayoutFolder.open(path), null, as);
    }

    /**
     * The layout that {@code files} make up.
     *
     * @param choice which of its images are meant, as {@link LayoutIndex#choose} reads it; null for all
     * @param as the name of the one image among them without a full name; null if all have one
     */
    static LayoutSource of(LayoutFiles files, @Nullable String choice, @Nullable Reference as)
            throws IOException, SallyportException {
        LayoutIndex all = LayoutIndex.read(files);
        LayoutIndex index = choice == null ? all : all.choose(choice);
        return new LayoutSource(files, index, index.named(as), as != null && index.needsName());
    }

    /** The layout for its content alone: it resolves nothing. */
    static LayoutSource withoutNames(LayoutFiles files) throws IOException, SallyportException {
        return new LayoutSource(files, LayoutIndex.read(files), Map.of(), false);
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
        throw LayoutContentMissingException.image(
                files.path(),
                reference.toString(),
                images.keySet().stream().map(Reference::toString).toList());
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
        return files.open(descriptor, from);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return index.referrers(subject);
    }

    /** How a command line names it, wherever that is run: {@code oci:}, {@code oci-archive:} or {@code docker-archive:}. */
    public String address() {
        return files.address();
    }

    /** Nothing: files are opened and closed one by one, archives are those of {@link Sources}. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return files.path().toString();
    }
}
