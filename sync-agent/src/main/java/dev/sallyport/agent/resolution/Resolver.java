package dev.sallyport.agent.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Include;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.Root;
import dev.sallyport.agent.source.Sources;
import dev.sallyport.agent.vendor.ImageVerifier;
import dev.sallyport.agent.vendor.VendorKey;
import dev.sallyport.agent.vendor.VendorRequirement;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Resolves what is wanted: each name once, all of them in parallel. What cannot be resolved is told beside what could. Where the
 * vendor's signature is required it is checked here, over the very digest that is taken.
 */
public final class Resolver {
    private static final int LONGEST_REASON = 400;
    private static final int LARGEST_KEY = 64 << 10;

    private final Sources sources;
    private final ImageVerifier vendor;
    private final @Nullable LockedSelection lock;
    private final ParallelTasks tasks;

    /** @param lock what tags stand for; null for what registries say now */
    public Resolver(Sources sources, ImageVerifier vendor, @Nullable LockedSelection lock, ParallelTasks tasks) {
        this.sources = requireNonNull(sources, "sources is null");
        this.vendor = requireNonNull(vendor, "vendor is null");
        this.lock = lock;
        this.tasks = requireNonNull(tasks, "tasks is null");
    }

    /** What {@code expanded} stands for now. Sources stay open. */
    public Snapshot resolve(Expanded expanded) throws IOException, SallyportException {
        List<ImageFailure> failures = new ArrayList<>(expanded.failures());
        Set<String> optional = new HashSet<>();
        List<Asked> asked = new ArrayList<>();
        for (Opened opened : tasks.map(expanded.wanted(), this::open)) {
            asked.addAll(opened.asked());
            failures.addAll(opened.failures());
            if (opened.wanted().treatment().optional()) {
                opened.failures().forEach(failure -> optional.add(failure.image()));
                opened.asked().forEach(each -> optional.add(each.name()));
            }
        }
        Map<String, RootRequest> roots = new TreeMap<>();
        Map<Target, Looked> targets = look(asked);
        for (Found found : tasks.map(asked, each -> resolve(each, targets))) {
            if (found.failure() != null) {
                failures.add(found.failure());
            } else {
                add(roots, requireNonNull(found.root()), found.asked().name(), failures);
            }
        }
        // One that is wanted for two reasons may be missing only if neither insists on it.
        asked.stream()
                .filter(each -> !each.wanted().treatment().optional())
                .forEach(each -> optional.remove(each.name()));
        return new Snapshot(List.copyOf(roots.values()), failures, optional, expanded.warnings());
    }

    private record Opened(Wanted wanted, List<Asked> asked, List<ImageFailure> failures) {}

    private record Asked(Wanted wanted, Root root) {
        String name() {
            return root.reference().toString();
        }
    }

    private record Found(
            Asked asked,
            @Nullable RootRequest root,
            @Nullable ImageFailure failure) {}

    private Opened open(Wanted wanted) throws IOException {
        try {
            List<Asked> asked = sources.open(List.of(wanted.source()), wanted.as()).stream()
                    .map(root -> new Asked(wanted, root))
                    .toList();
            return new Opened(wanted, asked, List.of());
        } catch (SallyportException e) {
            return new Opened(
                    wanted, List.of(), List.of(new ImageFailure(wanted.source().toString(), e)));
        }
    }

    private record Target(ContentSource source, Reference reference) {
        static Target of(Asked asked) {
            return new Target(asked.root().source(), asked.root().reference());
        }
    }

    private record Looked(
            @Nullable Descriptor manifest, @Nullable SallyportException failure) {
        Descriptor get() throws SallyportException {
            if (failure != null) {
                throw failure;
            }
            return requireNonNull(manifest);
        }
    }

    // Each once, however many ask for it: a tag that moves between two questions must not be two things in one run.
    private Map<Target, Looked> look(List<Asked> asked) throws IOException, SallyportException {
        List<Target> targets = asked.stream().map(Target::of).distinct().toList();
        List<Looked> looked = tasks.map(targets, this::look);
        Map<Target, Looked> all = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            all.put(targets.get(i), looked.get(i));
        }
        return all;
    }

    private Looked look(Target target) throws IOException {
        try {
            Reference reference = lock == null ? target.reference() : lock.locked(target.reference());
            return new Looked(target.source().resolve(reference), null);
        } catch (SallyportException e) {
            return new Looked(null, e);
        }
    }

    private Found resolve(Asked asked, Map<Target, Looked> targets) throws IOException {
        Root root = asked.root();
        Wanted wanted = asked.wanted();
        try {
            Descriptor manifest = requireNonNull(targets.get(Target.of(asked))).get();
            RootRequest request = RootRequest.asked(
                            root.source(),
                            manifest,
                            root.reference().repositoryName(),
                            root.reference().tag(),
                            root.address(),
                            Selection.of(wanted.treatment().platforms()))
                    .withReason(wanted.why())
                    .withInclude(Include.parse(wanted.treatment().include()));
            verify(request, wanted);
            return new Found(asked, request, null);
        } catch (SallyportException e) {
            return new Found(asked, null, new ImageFailure(asked.name(), e));
        }
    }

    private void verify(RootRequest image, Wanted wanted) throws IOException, SallyportException {
        Digest pin = wanted.pin();
        if (pin != null) {
            vendor.verify(image, new VendorRequirement.PinnedTo(pin));
        }
        Path file = wanted.treatment().verify();
        if (file != null) {
            VendorKey key = VendorKey.fromPem(file.toString(), readKey(file));
            vendor.verify(image, new VendorRequirement.SignedBy(key));
        }
    }

    private static byte[] readKey(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LARGEST_KEY);
        }
    }

    private static void add(
            Map<String, RootRequest> roots, RootRequest root, String name, List<ImageFailure> failures) {
        RootRequest known = roots.putIfAbsent(root.name(), root);
        if (known == null) {
            return;
        }
        if (!known.manifest().digest().equals(root.manifest().digest())) {
            failures.add(new ImageFailure(name, new NamedTwiceException(known, root)));
            return;
        }
        roots.put(
                root.name(),
                known.withReason(reasons(known.reason(), root.reason()))
                        .withSelection(known.selection().or(root.selection()))
                        .withInclude(known.include().or(root.include())));
    }

    // The first reasons say enough; a library image may have hundreds.
    private static String reasons(String some, String more) {
        boolean known = List.of(some.split("; ", -1)).contains(more);
        return known || some.length() + more.length() > LONGEST_REASON ? some : some + "; " + more;
    }
}
