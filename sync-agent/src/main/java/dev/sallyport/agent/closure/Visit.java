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
 * @param bases how many base images are above it
 * @param base what the indexes above it say they were made from
 * @param subject what it was found to refer to; null if it is a root that was asked for, or a child
 */
record Visit(
        RootWalk tree,
        RootRequest root,
        Descriptor manifest,
        int depth,
        int bases,
        @Nullable Base base,
        @Nullable Digest subject) {
    /** How many images may be made from one another. */
    static final int MOST_BASES = 8;

    /** How far a manifest may be from its root, over children and referrers. */
    static final int DEEPEST = 8;

    static Visit ofRoot(RootWalk tree, RootRequest root) {
        return new Visit(tree, root, root.manifest(), 0, 0, null, null);
    }

    /** @param said what the index says that it was made from, or those above it */
    Visit child(Descriptor child, @Nullable Base said) throws ClosureTooLargeException {
        return new Visit(tree, root, child, deeper(), bases, said, null);
    }

    Visit referrer(RootRequest referrer) throws ClosureTooLargeException {
        return new Visit(tree, referrer, referrer.manifest(), deeper(), bases, null, manifest.digest());
    }

    /** Something that belongs to the manifest by its name and need not say so itself. */
    Visit tagged(RootRequest tagged) throws ClosureTooLargeException {
        return new Visit(tree, tagged, tagged.manifest(), deeper(), bases, null, null);
    }

    /** What this was made from: an image of its own. */
    Visit base(RootRequest root) throws ClosureTooLargeException {
        if (bases == MOST_BASES) {
            throw new ClosureTooLargeException(root().upstreamName(), "base images of one another", MOST_BASES);
        }
        return new Visit(tree, root, root.manifest(), 0, bases + 1, null, null);
    }

    /** Whether this is part of an image, rather than of something about an image. */
    boolean isOfImage() {
        return !root.referrer()
                && (root.tag() == null || CosignTag.parse(root.tag()).isEmpty());
    }

    private int deeper() throws ClosureTooLargeException {
        if (depth == DEEPEST) {
            throw new ClosureTooLargeException(root.upstreamName(), "levels of manifests", DEEPEST);
        }
        return depth + 1;
    }

    /** What tells visits of one tree apart. */
    Key key() {
        return new Key(root.name(), manifest.digest());
    }

    record Key(String root, Digest manifest) {}
}
