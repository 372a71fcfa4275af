package dev.sallyport.agent.closure;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * One manifest at one place of a tree.
 *
 * @param tree whose tree this is
 * @param root which of the tree's roots leads here
 * @param depth how many manifests are above it
 * @param subject what it was found to refer to; null if it is a root that was asked for, or a child
 */
record Visit(
        RootWalk tree,
        RootRequest root,
        Descriptor manifest,
        int depth,
        @Nullable Digest subject) {
    /** How far a manifest may be from its root, over children and referrers. */
    static final int DEEPEST = 8;

    static Visit ofRoot(RootWalk tree, RootRequest root) {
        return new Visit(tree, root, root.manifest(), 0, null);
    }

    Visit child(Descriptor child) throws ClosureTooLargeException {
        return new Visit(tree, root, child, deeper(), null);
    }

    Visit referrer(RootRequest referrer) throws ClosureTooLargeException {
        return new Visit(tree, referrer, referrer.manifest(), deeper(), manifest.digest());
    }

    /** Something that belongs to the manifest by its name and need not say so itself. */
    Visit tagged(RootRequest tagged) throws ClosureTooLargeException {
        return new Visit(tree, tagged, tagged.manifest(), deeper(), null);
    }

    /** Whether this is part of an image, rather than of something about an image. */
    boolean isOfImage() {
        return !root.referrer()
                && (root.tag() == null || CosignTag.parse(root.tag()).isEmpty());
    }

    private int deeper() throws ClosureTooLargeException {
        if (depth == DEEPEST) {
            throw new ClosureTooLargeException(root.name(), "levels of manifests", DEEPEST);
        }
        return depth + 1;
    }

    /** What tells visits of one tree apart. */
    Key key() {
        return new Key(root.name(), manifest.digest());
    }

    record Key(String root, Digest manifest) {}
}
