package dev.sallyport.agent.closure;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.failure.SallyportException;
import java.util.List;

/**
 * Everything that the roots need, of those roots where all of it is there.
 *
 * @param roots what a release names: the roots asked for and what was found to belong to them, by name
 * @param blobs manifests first, then configs, then layers and all else; each digest once; the same roots give the same order, however they were found
 * @param omissions what was left out on purpose, as far as nothing else brings it
 * @param failures the roots that are not in it, by name; nothing else in a closure is there for their sake
 * @param shortfalls what the roots that are in it could not bring, where that is allowed
 */
public record Closure(
        List<BundleRoot> roots,
        List<ClosureBlob> blobs,
        List<Omission> omissions,
        List<RootFailure> failures,
        List<Shortfall> shortfalls) {
    public Closure {
        roots = List.copyOf(roots);
        blobs = List.copyOf(blobs);
        omissions = List.copyOf(omissions);
        failures = List.copyOf(failures);
        shortfalls = List.copyOf(shortfalls);
    }

    /** In bytes. */
    public long size() {
        return blobs.stream().mapToLong(blob -> blob.descriptor().size()).sum();
    }

    /**
     * Makes sure that no root failed.
     *
     * @throws SallyportException the cause of the first failure
     */
    public void requireComplete() throws SallyportException {
        if (!failures.isEmpty()) {
            throw failures.get(0).cause();
        }
    }
}
