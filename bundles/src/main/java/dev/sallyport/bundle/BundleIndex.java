package dev.sallyport.bundle;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.StrictJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything a stream has at one sequence: an OCI index with an entry for each tag, digest root and referrer. Ordinary tools
 * read it as an image layout's {@code index.json}.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">image layout</a>
 */
public record BundleIndex(List<BundleRoot> roots) {
    /** The most bytes an encoded index may have. */
    public static final int MAX_SIZE = 16 << 20;

    private static final Comparator<BundleRoot> ORDER = Comparator.comparing(BundleRoot::repository)
            .thenComparing(BundleRoot::referrer)
            .thenComparing(root -> root.tag() == null ? "" : root.tag().name())
            .thenComparing(root -> root.manifest().digest());

    /** Sorts the roots: the same roots are always the same index. */
    public BundleIndex {
        roots = roots.stream().sorted(ORDER).toList();
        Set<String> names = new HashSet<>();
        for (BundleRoot root : roots) {
            if (!names.add(root.name())) {
                throw new IllegalArgumentException("Named twice: " + root.name());
            }
        }
    }

    /** Reads an index whose digest was verified. */
    public static BundleIndex parse(byte[] content) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject("the bundle's index.json", content, MAX_SIZE);
        List<BundleRoot> roots = new ArrayList<>();
        for (JsonReader manifest : json.objects("manifests")) {
            roots.add(BundleRoot.read(manifest));
        }
        try {
            return new BundleIndex(roots);
        } catch (IllegalArgumentException e) {
            throw json.problem("manifests", String.valueOf(e.getMessage()));
        }
    }

    /** The index's bytes. */
    public byte[] encode() {
        return new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .putAll("manifests", roots, root -> root.toDescriptor().toJson())
                .toBytes();
    }

    /** The descriptor of {@link #encode()}'s bytes. */
    public Descriptor descriptor() {
        return Descriptor.of(MediaTypes.OCI_INDEX, encode());
    }
}
