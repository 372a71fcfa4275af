package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.agent.closure.ClosureWalker;
import dev.sallyport.agent.closure.CosignTag;
import dev.sallyport.agent.closure.RootFailure;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A closure, or what stands in the way of one.
 *
 * @param closure null if there are failures
 * @param failures the roots that cannot be walked
 */
record Walk(@Nullable Closure closure, List<ImageFailure> failures) {
    Walk {
        failures = List.copyOf(failures);
    }

    /**
     * Walks from {@code roots}.
     *
     * @throws SallyportException if this machine's disk fails
     */
    static Walk from(List<RootRequest> roots, ClosureWalker walker) throws IOException, SallyportException {
        Closure closure = walker.walk(roots);
        if (closure.failures().isEmpty()) {
            return new Walk(complete(closure, roots), List.of());
        }
        List<ImageFailure> failures = new ArrayList<>();
        for (RootFailure failure : closure.failures()) {
            failures.add(new ImageFailure(image(failure.root()), failure.cause()));
        }
        return new Walk(null, failures);
    }

    // An image that is silently missing is the worst that this program can do: looked at once more, whatever the walk
    // says.
    // What cosign keeps under a tag goes with the image that it is about.
    private static Closure complete(Closure closure, List<RootRequest> roots) {
        Set<String> names = closure.roots().stream().map(BundleRoot::name).collect(Collectors.toSet());
        for (RootRequest root : roots) {
            boolean tied = root.tag() != null && CosignTag.parse(root.tag()).isPresent();
            if (!tied && !names.contains(root.name())) {
                throw new IllegalStateException("The walk lost " + root.name());
            }
        }
        return closure;
    }

    private static String image(RootRequest root) {
        return root.repository().upstreamName()
                + (root.tag() == null ? "@" + root.manifest().digest() : ":" + root.tag());
    }

    Closure walked() {
        return requireNonNull(closure, "some roots failed");
    }
}
