package dev.sallyport.agent.source;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The roots of an image layout: images by name, and what refers to what. */
final class LayoutIndex {
    static final String IMAGE_NAME = "io.containerd.image.name";
    static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final int MOST_ROOTS = 10_000;
    private static final int VERSION_LIMIT = 64 << 10;

    private final LayoutFolder folder;
    private final List<Descriptor> images = new ArrayList<>();
    private final Map<Digest, List<Descriptor>> referrers = new LinkedHashMap<>();

    private LayoutIndex(LayoutFolder folder) {
        this.folder = folder;
    }

    static LayoutIndex read(LayoutFolder folder) throws IOException, SallyportException {
        requireVersion(folder);
        byte[] content = folder.document("index.json", Manifest.MAX_SIZE);
        // Only here an index need not say its media type.
        Manifest manifest = Manifest.parse(folder.path() + ", index.json", MediaTypes.OCI_INDEX, content);
        List<Descriptor> roots = ((ImageIndex) manifest).manifests();
        if (roots.size() > MOST_ROOTS) {
            throw new LayoutException(folder.path(), "it has more than " + MOST_ROOTS + " roots");
        }
        LayoutIndex index = new LayoutIndex(folder);
        for (Descriptor root : roots) {
            index.add(root);
        }
        return index;
    }

    private static void requireVersion(LayoutFolder folder) throws IOException, SallyportException {
        byte[] content = folder.document("oci-layout", VERSION_LIMIT);
        JsonReader json = StrictJson.parseObject(folder.path() + ", oci-layout", content, VERSION_LIMIT);
        String version = json.text("imageLayoutVersion");
        if (!version.startsWith("1.")) {
            throw new LayoutException(folder.path(), "its version is " + Printable.shorten(version) + ", not 1.0.0");
        }
    }

    // A manifest with a subject is there for the subject's sake, unless it has a name of its own too.
    private void add(Descriptor root) throws IOException, SallyportException {
        if (!MediaTypes.isManifest(root.mediaType())) {
            throw new LayoutException(
                    folder.path(),
                    "its root " + root.digest() + " is no manifest but " + Printable.shorten(root.mediaType()));
        }
        Manifest manifest =
                Manifest.parse(folder.path() + ", " + root.digest(), root.mediaType(), folder.manifest(root));
        Optional<Descriptor> subject = manifest.subjectDescriptor();
        if (subject.isPresent()) {
            List<Descriptor> known = referrers.computeIfAbsent(subject.get().digest(), any -> new ArrayList<>());
            if (known.stream().noneMatch(each -> each.digest().equals(root.digest()))) {
                known.add(referrer(root, manifest));
            }
        }
        if (subject.isEmpty() || name(root).isPresent()) {
            images.add(root);
        }
    }

    private static Descriptor referrer(Descriptor root, Manifest manifest) {
        return new Descriptor(
                root.mediaType(),
                root.digest(),
                root.size(),
                null,
                manifest.effectiveArtifactType().orElse(null),
                manifest.annotations(),
                List.of());
    }

    List<Descriptor> referrers(Digest subject) {
        return List.copyOf(referrers.getOrDefault(subject, List.of()));
    }

    /** Whether there is an image without a full name. */
    boolean needsName() throws SallyportException {
        return !unnamed().isEmpty();
    }

    private Map<Digest, Descriptor> unnamed() throws SallyportException {
        Map<Digest, Descriptor> unnamed = new LinkedHashMap<>();
        for (Descriptor image : images) {
            unnamed.put(image.digest(), image);
        }
        // The same image may stand there twice, once with a name.
        for (Descriptor image : images) {
            if (name(image).isPresent()) {
                unnamed.remove(image.digest());
            }
        }
        return unnamed;
    }

    /** The images by their names, which then have digests. */
    Map<Reference, Descriptor> named(@Nullable Reference as) throws SallyportException {
        Map<Reference, Descriptor> named = new LinkedHashMap<>();
        for (Descriptor image : images) {
            Optional<Reference> name = name(image);
            if (name.isPresent()) {
                put(named, name.get(), image);
            }
        }
        Map<Digest, Descriptor> unnamed = unnamed();
        for (Descriptor image : unnamed.values()) {
            if (unnamed.size() > 1) {
                throw UnnamedImageException.several(folder.path(), List.copyOf(unnamed.keySet()));
            }
            if (as == null) {
                throw UnnamedImageException.one(folder.path(), image.digest());
            }
            put(named, as, image);
        }
        return named;
    }

    private void put(Map<Reference, Descriptor> named, Reference name, Descriptor image) throws LayoutException {
        if (name.digest() != null && !name.digest().equals(image.digest())) {
            throw new LayoutException(
                    folder.path(), "it names " + image.digest() + " as " + Printable.shorten(name.toString()));
        }
        Tag tag = name.tag();
        for (Reference other : named.keySet()) {
            if (tag != null
                    && tag.equals(other.tag())
                    && other.host().equals(name.host())
                    && other.repository().equals(name.repository())
                    && !image.digest().equals(other.digest())) {
                throw new LayoutException(
                        folder.path(),
                        "it names both " + other.digest() + " and " + image.digest() + " "
                                + Printable.shorten(name.toString()));
            }
        }
        named.put(name.withDigest(image.digest()), image);
    }

    private static Optional<Reference> name(Descriptor root) throws SallyportException {
        String imageName = root.annotations().get(IMAGE_NAME);
        if (imageName != null) {
            return Optional.of(Reference.parse(imageName));
        }
        String refName = root.annotations().getOrDefault(REF_NAME, "");
        int slash = refName.indexOf('/');
        boolean full = slash > 0
                && Reference.isCanonicalHost(refName.substring(0, slash))
                && (refName.substring(0, slash).matches(".*[.:].*") || refName.startsWith("localhost/"));
        return full ? Optional.of(Reference.parse(refName)) : Optional.empty();
    }
}
