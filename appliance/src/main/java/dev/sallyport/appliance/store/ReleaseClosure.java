package dev.sallyport.appliance.store;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks all that a release is made of, root by root: every child of every manifest is here at its size, or listed as left out;
 * every manifest can be read as the type that its parent gives it. Memory is that of one root.
 *
 * <p>What the release lists as left out is not looked for, so the same release always gives the same walk.
 */
public final class ReleaseClosure {
    private static final int DEEPEST = 16;
    private static final int LARGEST = 1_000_000;
    private static final int LONGEST_TYPE = 255;
    private static final int MOST_NAMED = 10;

    private final ContentStore content;
    private final List<BundleRoot> roots;
    private final Set<Edge> omitted = new HashSet<>();

    private record Edge(Digest parent, Digest child) {}

    private record Step(Descriptor descriptor, int depth) {}

    /** A release with {@code documents}, of content in {@code content}. */
    public ReleaseClosure(BundleDocuments documents, ContentStore content) throws SallyportException {
        this.content = content;
        this.roots = documents.roots();
        for (Omission omission : documents.omissions().content()) {
            omitted.add(new Edge(omission.parent(), omission.child().digest()));
        }
    }

    /** Told what a walk meets: of one repository at least once what it has, of each root its end. */
    interface Visitor<X extends Exception> {
        void manifest(BundleRoot root, Descriptor descriptor, Manifest manifest) throws X, IOException;

        void blob(BundleRoot root, Descriptor descriptor) throws X, IOException;

        /** A manifest that is not here, or not as its parent says; only while what is missing is looked over. */
        default void unread(BundleRoot root, Descriptor descriptor) throws X {
            throw new IllegalStateException("A walk went on without " + descriptor.digest());
        }

        /** The root has no more; {@code size} is that of all of its content that the release has. */
        void end(BundleRoot root, long size, List<String> platforms) throws X, IOException;
    }

    /**
     * Checks the whole release.
     *
     * @throws MissingContentException if something is not here
     * @throws InconsistentReleaseException if a size, a type or a manifest is not what its parent says
     */
    public void check() throws IOException, MissingContentException, InconsistentReleaseException {
        walk(new Visitor<RuntimeException>() {
            @Override
            public void manifest(BundleRoot root, Descriptor descriptor, Manifest manifest) {}

            @Override
            public void blob(BundleRoot root, Descriptor descriptor) {}

            @Override
            public void end(BundleRoot root, long size, List<String> platforms) {}
        });
    }

    /** Walks the whole release; throws as {@link #check} does. */
    <X extends Exception> void walk(Visitor<X> visitor)
            throws IOException, MissingContentException, InconsistentReleaseException, X {
        walk(visitor, true);
    }

    /**
     * Walks what can still be read of a release that was walked before: what went missing or was damaged since is visited too, as
     * far as its parents name it.
     */
    <X extends Exception> void walkAgain(Visitor<X> visitor) throws IOException, X {
        try {
            walk(visitor, false);
        } catch (MissingContentException | InconsistentReleaseException e) {
            throw new IllegalStateException("A walk that looks over what is missing found " + e.getMessage(), e);
        }
    }

    private <X extends Exception> void walk(Visitor<X> visitor, boolean strict)
            throws IOException, MissingContentException, InconsistentReleaseException, X {
        // Many tags name the same manifest; in one repository its content is visited once.
        Map<Descriptor, Walked> walked = new HashMap<>();
        RepositoryName repository = null;
        for (BundleRoot root : roots) {
            if (!root.repository().equals(repository)) {
                repository = root.repository();
                walked.clear();
            }
            Walked before = walked.get(root.manifest());
            if (before == null) {
                before = new RootWalk<>(root, visitor, strict).run();
                walked.put(root.manifest(), before);
            }
            visitor.end(root, before.size(), before.platforms());
        }
    }

    private record Walked(long size, List<String> platforms) {}

    private final class RootWalk<X extends Exception> {
        private final BundleRoot root;
        private final Visitor<X> visitor;
        private final Deque<Step> waiting = new ArrayDeque<>();
        private final Map<Digest, String> manifests = new HashMap<>();
        private final Set<Digest> blobs = new HashSet<>();
        private final Set<Digest> counted = new HashSet<>();
        private final List<Digest> missing = new ArrayList<>();
        private final PlatformList platforms;
        private final boolean strict;
        private long size;

        RootWalk(BundleRoot root, Visitor<X> visitor, boolean strict) {
            this.root = root;
            this.strict = strict;
            this.visitor = visitor;
            this.platforms = new PlatformList(root.manifest().digest(), content);
        }

        Walked run() throws IOException, MissingContentException, InconsistentReleaseException, X {
            if (!MediaTypes.isManifest(root.manifest().mediaType())) {
                throw inconsistent(
                        root.manifest(),
                        "it is no manifest but " + root.manifest().mediaType());
            }
            waiting.push(new Step(root.manifest(), 0));
            while (!waiting.isEmpty() && missing.size() <= MOST_NAMED) {
                visit(waiting.pop());
            }
            if (!missing.isEmpty()) {
                boolean more = missing.size() > MOST_NAMED;
                throw new MissingContentException(root.name(), more ? missing.subList(0, MOST_NAMED) : missing, more);
            }
            return new Walked(size, platforms.texts());
        }

        private void visit(Step step) throws IOException, InconsistentReleaseException, X {
            Descriptor descriptor = step.descriptor();
            checkType(descriptor);
            // Also of what is damaged and will come again: rows do not depend on when they are written.
            if (counted.add(descriptor.digest())) {
                size += descriptor.size();
            }
            if (!MediaTypes.isManifest(descriptor.mediaType())) {
                if ((checkHeld(descriptor) || !strict) && blobs.add(descriptor.digest())) {
                    visitor.blob(root, descriptor);
                }
                return;
            }
            String known = manifests.putIfAbsent(descriptor.digest(), descriptor.mediaType());
            if (known != null && !known.equals(descriptor.mediaType())) {
                throw inconsistent(descriptor, "it is given as " + descriptor.mediaType() + " and as " + known);
            }
            if (known != null) {
                return;
            }
            Manifest manifest = readHeld(descriptor);
            if (manifest == null) {
                return;
            }
            visitor.manifest(root, descriptor, manifest);
            platforms.add(descriptor, manifest);
            if (step.depth() == DEEPEST) {
                throw inconsistent(descriptor, "indexes are nested more than " + DEEPEST + " deep");
            }
            push(descriptor, manifest, step.depth() + 1);
        }

        private @Nullable Manifest readHeld(Descriptor descriptor) throws IOException, InconsistentReleaseException, X {
            if (strict) {
                return checkHeld(descriptor) ? read(descriptor) : null;
            }
            try {
                if (checkHeld(descriptor)) {
                    return read(descriptor);
                }
            } catch (InconsistentReleaseException | IOException e) {
                // It was right when it was published; it is damaged now, or the disk is where it lies. One bad sector
                // must not keep
                // the rest from being served.
            }
            visitor.unread(root, descriptor);
            return null;
        }

        // In reverse, so that children are visited in their order.
        private void push(Descriptor parent, Manifest manifest, int depth) throws InconsistentReleaseException {
            List<Descriptor> children = manifest.children();
            if (counted.size() + waiting.size() + children.size() > LARGEST) {
                throw inconsistent(parent, "it has more than " + LARGEST + " descendants");
            }
            for (int i = children.size() - 1; i >= 0; i--) {
                if (!omitted.contains(new Edge(parent.digest(), children.get(i).digest()))) {
                    waiting.push(new Step(children.get(i), depth));
                }
            }
        }

        private void checkType(Descriptor descriptor) throws InconsistentReleaseException {
            if (descriptor.mediaType().length() > LONGEST_TYPE) {
                throw inconsistent(descriptor, "its media type has more than " + LONGEST_TYPE + " characters");
            }
        }

        private boolean checkHeld(Descriptor descriptor) throws IOException, InconsistentReleaseException {
            Digest digest = descriptor.digest();
            Optional<StoredBlob> found = content.open(digest);
            if (found.isEmpty()) {
                if (strict) {
                    missing.add(digest);
                }
                return false;
            }
            try (StoredBlob blob = found.get()) {
                if (blob.size() != descriptor.size() && !strict) {
                    return false;
                }
                if (blob.size() != descriptor.size()) {
                    throw inconsistent(
                            descriptor, "it has " + blob.size() + " bytes where its parent says " + descriptor.size());
                }
            }
            return true;
        }

        private Manifest read(Descriptor descriptor) throws IOException, InconsistentReleaseException {
            if (descriptor.size() > Manifest.MAX_SIZE) {
                throw inconsistent(descriptor, "a manifest has at most " + Manifest.MAX_SIZE + " bytes");
            }
            byte[] content = bytes(descriptor);
            // What is read here decides what is kept.
            if (!Digest.of(descriptor.digest().algorithm(), content).equals(descriptor.digest())) {
                throw inconsistent(descriptor, "its content is damaged");
            }
            Manifest manifest;
            try {
                manifest = Manifest.parse("manifest " + descriptor.digest(), descriptor.mediaType(), content);
            } catch (MalformedJsonException e) {
                throw inconsistent(descriptor, e.getMessage());
            }
            if (manifest.effectiveArtifactType().map(String::length).orElse(0) > LONGEST_TYPE) {
                throw inconsistent(descriptor, "its artifact type has more than " + LONGEST_TYPE + " characters");
            }
            return manifest;
        }

        private byte[] bytes(Descriptor descriptor) throws IOException {
            try (StoredBlob blob = content.open(descriptor.digest())
                            .orElseThrow(() -> new IOException("A blob went away: " + descriptor.digest()));
                    InputStream in = blob.read(0, descriptor.size())) {
                return in.readAllBytes();
            }
        }

        private InconsistentReleaseException inconsistent(Descriptor descriptor, String why) {
            return new InconsistentReleaseException(
                    root.name(), descriptor.digest().toString(), why);
        }
    }
}
