package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.KeptReferrers;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What stays of the statement before, since a statement is its stream's whole truth: roots that are not asked for again, as they
 * were, and referrers as long as their subject is there.
 */
final class KeptRoots implements Closeable {
    private final List<RootRequest> roots = new ArrayList<>();
    private final Map<Subject, List<RootRequest>> referrers = new LinkedHashMap<>();

    private final List<ImageFailure> failures = new ArrayList<>();

    private record Subject(RepositoryName repository, Digest digest) {}

    private KeptRoots() {}

    /**
     * What stays of {@code previous}.
     *
     * @param asked the roots that this run asks for
     * @param dropped which roots go if they are not asked for
     */
    static KeptRoots of(
            @Nullable IssuedBundle previous,
            List<RootRequest> asked,
            Predicate<BundleRoot> dropped,
            SourceOpener opener,
            ContentCache cache)
            throws IOException, SallyportException {
        KeptRoots kept = new KeptRoots();
        if (previous == null) {
            return kept;
        }
        Set<String> names = new HashSet<>();
        asked.forEach(root -> names.add(root.name()));
        Selection selection =
                new Selection.AsBefore(previous.documents().omissions().content());
        for (BundleRoot root : previous.documents().roots()) {
            if (!names.contains(root.name()) && !dropped.test(root)) {
                RootRequest request = RootRequest.kept(new RecordedSource(root, opener), root, selection);
                if (root.referrer()) {
                    try {
                        kept.addReferrer(request, cache);
                    } catch (SallyportException e) {
                        kept.failures.add(new ImageFailure(root.upstreamName(), e));
                    }
                } else {
                    kept.roots.add(request);
                }
            }
        }
        return kept;
    }

    private void addReferrer(RootRequest request, ContentCache cache) throws IOException, SallyportException {
        Manifest manifest = cache.manifest(request.content(), request.manifest(), request.name());
        Optional<Digest> subject = manifest.subjectDescriptor().map(descriptor -> descriptor.digest());
        subject.ifPresent(digest -> referrers
                .computeIfAbsent(new Subject(request.repository(), digest), key -> new ArrayList<>())
                .add(request));
    }

    /** The referrers of which it cannot be told what they refer to. */
    List<ImageFailure> failures() {
        return failures;
    }

    List<RootRequest> roots() {
        return roots;
    }

    KeptReferrers referrers() {
        return (repository, subject) -> referrers.getOrDefault(new Subject(repository, subject), List.of());
    }

    @Override
    public void close() throws IOException {
        for (RootRequest root : roots) {
            root.content().close();
        }
        for (List<RootRequest> each : referrers.values()) {
            for (RootRequest referrer : each) {
                referrer.content().close();
            }
        }
    }
}
