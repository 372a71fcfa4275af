package dev.sallyport.agent.closure;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import java.util.List;

/**
 * Everything that the roots need.
 *
 * @param roots what a release names: the roots asked for, then the referrers found
 * @param blobs manifests first, then configs, then layers and all else; each digest once; the same walk gives the same order
 * @param omissions what was left out on purpose, as far as nothing else brings it
 */
public record Closure(List<BundleRoot> roots, List<ClosureBlob> blobs, List<Omission> omissions) {
    public Closure {
        roots = List.copyOf(roots);
        blobs = List.copyOf(blobs);
        omissions = List.copyOf(omissions);
    }

    /** In bytes. */
    public long size() {
        return blobs.stream().mapToLong(blob -> blob.descriptor().size()).sum();
    }
}
