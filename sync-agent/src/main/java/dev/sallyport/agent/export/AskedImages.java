package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.OmittedImage;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run is asked for, sorted by whether it can be had.
 *
 * @param roots what can, as far as it is known
 * @param allowed the names of roots that the bundle may go without
 * @param failures what cannot and must not be missing
 * @param gone what cannot and may be missing: kept as it was carried last, else left out
 * @param lost names of roots of earlier sequences that are among the failures: they are not kept
 */
record AskedImages(
        List<RootRequest> roots,
        Set<String> allowed,
        List<ImageFailure> failures,
        List<ImageFailure> gone,
        Set<String> lost) {
    AskedImages {
        roots = List.copyOf(roots);
        allowed = Set.copyOf(allowed);
        failures = List.copyOf(failures);
        gone = List.copyOf(gone);
        lost = Set.copyOf(lost);
    }

    /**
     * Before anything is fetched.
     *
     * @param failures what could not be resolved
     * @param allowMissing the texts of references that the bundle may go without
     */
    static AskedImages of(List<RootRequest> roots, List<ImageFailure> failures, Set<String> allowMissing) {
        Set<String> allowed = allowMissing.stream().map(ImageFailure::rootName).collect(Collectors.toSet());
        return new AskedImages(roots, allowed, List.of(), List.of(), Set.of()).after(failures);
    }

    /** The same after {@code more} was found to fail. */
    AskedImages after(List<ImageFailure> more) {
        Map<String, ImageFailure> failing = new TreeMap<>();
        failures.forEach(failure -> failing.put(failure.image(), failure));
        List<ImageFailure> missing = new ArrayList<>(gone);
        Set<String> names = new HashSet<>();
        Set<String> notKept = new HashSet<>(lost);
        Set<String> asked = roots.stream().map(RootRequest::name).collect(Collectors.toSet());
        Set<String> gaveUp = gone.stream().map(ImageFailure::rootName).collect(Collectors.toSet());
        for (ImageFailure failure : more) {
            String name = failure.rootName();
            names.add(name);
            if (mayBeMissing(failure) && !gaveUp.contains(name)) {
                missing.add(failure);
            } else {
                failing.putIfAbsent(failure.image(), failure);
                if (!asked.contains(name)) {
                    notKept.add(name);
                }
            }
        }
        return new AskedImages(
                roots.stream().filter(root -> !names.contains(root.name())).toList(),
                allowed,
                List.copyOf(failing.values()),
                missing,
                notKept);
    }

    // A registry that cannot be reached has lost nothing, and what verification refuses is not simply missing.
    private boolean mayBeMissing(ImageFailure failure) {
        Category category = failure.cause().category();
        return allowed.contains(failure.rootName())
                && failure.reference().isPresent()
                && (category == Category.MISSING || category == Category.DENIED);
    }

    /** Whether a root of an earlier sequence stays, although it would be dropped, since what was to replace it is gone. */
    boolean stays(BundleRoot root) {
        return gone.stream()
                .anyMatch(failure -> failure.rootName().equals(root.name())
                        || (root.referrer() && isIn(failure, root.repository())));
    }

    private static boolean isIn(ImageFailure failure, RepositoryName repository) {
        return failure.rootName().startsWith(repository + ":")
                || failure.rootName().startsWith(repository + "@");
    }

    /** What is gone and not kept either. */
    List<OmittedImage> leftOut(List<RootRequest> kept) {
        Set<String> names = kept.stream().map(RootRequest::name).collect(Collectors.toSet());
        List<OmittedImage> omitted = new ArrayList<>();
        for (ImageFailure failure : gone) {
            Optional<Reference> reference = failure.reference();
            if (!names.contains(failure.rootName())) {
                // The code alone: a message that says a little more each night would make a new bundle of it.
                omitted.add(new OmittedImage(
                        reference.orElseThrow(),
                        "could not be had: " + failure.cause().code()));
            }
        }
        return omitted;
    }
}
