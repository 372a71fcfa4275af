package dev.sallyport.agent.source;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedValueException;
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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The roots of an image layout: images by name, and what refers to what. */
final class LayoutIndex {
    static final String IMAGE_NAME = "io.containerd.image.name";
    static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final int MOST_ROOTS = 10_000;
    private static final int VERSION_LIMIT = 64 << 10;

    private final LayoutFiles files;
    private final List<Descriptor> images;
    private final Map<Digest, List<Descriptor>> referrers;

    private LayoutIndex(LayoutFiles files, List<Descriptor> images, Map<Digest, List<Descriptor>> referrers) {
        this.files = files;
        this.images = images;
        this.referrers = referrers;
    }

    static LayoutIndex read(LayoutFiles files) throws IOException, SallyportException {
        requireVersion(files);
        byte[] content = files.document("index.json", Manifest.MAX_SIZE);
        // Only here an index need not say its media type.
        Manifest manifest = Manifest.parse(files.path() + ", index.json", MediaTypes.OCI_INDEX, content);
        List<Descriptor> roots = ((ImageIndex) manifest).manifests();
        if (roots.size() > MOST_ROOTS) {
            throw new LayoutException(files.path(), "it has more than " + MOST_ROOTS + " roots");
        }
        LayoutIndex index = new LayoutIndex(files, new ArrayList<>(), new LinkedHashMap<>());
        for (Descriptor root : roots) {
            index.add(root);
        }
        return index;
    }

    private static void requireVersion(LayoutFiles files) throws IOException, SallyportException {
        byte[] content = files.document("oci-layout", VERSION_LIMIT);
        JsonReader json = StrictJson.parseObject(files.path() + ", oci-layout", content, VERSION_LIMIT);
        String version = json.text("imageLayoutVersion");
        if (!version.startsWith("1.")) {
            throw new LayoutException(files.path(), "its version is " + Printable.shorten(version) + ", not 1.0.0");
        }
    }

    // A manifest with a subject is there for the subject's sake, unless it has a name of its own too.
    private void add(Descriptor root) throws IOException, SallyportException {
        if (!MediaTypes.isManifest(root.mediaType())) {
            throw new LayoutException(
                    files.path(),
                    "its root " + root.digest() + " is no manifest but " + Printable.shorten(root.mediaType()));
        }
        Manifest manifest = Manifest.parse(files.path() + ", " + root.digest(), root.mediaType(), files.manifest(root));
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

    /**
     * The same layout with those of its images alone that {@code choice} means: a name; a name of the layout's own that is no full
     * one; {@code @DIGEST}; or {@code @N}, the N-th image from 0 on.
     *
     * @throws LayoutContentMissingException if it means none
     */
    LayoutIndex choose(String choice) throws SallyportException {
        List<Digest> digests =
                images.stream().map(Descriptor::digest).distinct().toList();
        List<Descriptor> chosen = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (Descriptor image : images) {
            Optional<Reference> name = name(image);
            boolean meant = choice.startsWith("@")
                    ? choice.equals("@" + image.digest()) || choice.equals("@" + digests.indexOf(image.digest()))
                    : choice.equals(image.annotations().get(REF_NAME)) || isNamed(choice, name);
            if (meant) {
                chosen.add(image);
            }
            names.add(name.isPresent() ? name.get().toString() : "@" + image.digest());
        }
        if (chosen.isEmpty()) {
            throw LayoutContentMissingException.image(files.path(), choice, names);
        }
        return new LayoutIndex(files, chosen, referrers);
    }

    private static boolean isNamed(String choice, Optional<Reference> name) {
        try {
            return name.isPresent() && name.get().equals(Reference.parse(choice));
        } catch (MalformedValueException e) {
            return false;
        }
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
                throw UnnamedImageException.several(files.path(), List.copyOf(unnamed.keySet()));
            }
            if (as == null) {
                throw UnnamedImageException.one(files.path(), image.digest());
            }
            put(named, as, image);
        }
        return named;
    }

    private void put(Map<Reference, Descriptor> named, Reference name, Descriptor image) throws LayoutException {
        if (name.digest() != null && !name.digest().equals(image.digest())) {
            throw new LayoutException(
                    files.path(), "it names " + image.digest() + " as " + Printable.shorten(name.toString()));
        }
        Tag tag = name.tag();
        for (Reference other : named.keySet()) {
            if (tag != null
                    && tag.equals(other.tag())
                    && other.host().equals(name.host())
                    && other.repository().equals(name.repository())
                    && !image.digest().equals(other.digest())) {
                throw new LayoutException(
                        files.path(),
                        "it names both " + other.digest() + " and " + image.digest() + " "
                                + Printable.shorten(name.toString()));
            }
        }
        named.put(name.withDigest(image.digest()), image);
    }

    /** The full name that a layout's root says it has. */
    static Optional<Reference> name(Descriptor root) throws SallyportException {
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
