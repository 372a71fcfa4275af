package dev.sallyport.agent.cli;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.export.PlannedImage;
import dev.sallyport.agent.export.Planner;
import dev.sallyport.agent.export.Save;
import dev.sallyport.agent.export.SaveOptions;
import dev.sallyport.agent.export.SavePlan;
import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.agent.mirror.LockDifference;
import dev.sallyport.agent.mirror.LockFile;
import dev.sallyport.agent.mirror.LockedItem;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryNotices;
import dev.sallyport.agent.resolution.LocalInputs;
import dev.sallyport.agent.resolution.LockedSelection;
import dev.sallyport.agent.resolution.Snapshot;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Position;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Tag;
import dev.sallyport.terminal.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run over what a mirror file or a command line asks for: everything is resolved first, what moved since the lock file was
 * written is said, and the one snapshot is then planned or saved.
 */
final class StreamRun implements Closeable {
    private static final Pattern VOLUME =
            Pattern.compile("([a-z0-9][a-z0-9-]{0,62})\\.[0-9]{6,18}\\.v[0-9]{3,4}\\.tar");

    private final RunSettings settings;
    private final boolean obeysLock;
    private final Clock clock;
    private final Consumer<String> messages;
    private final @Nullable LockFile before;
    private final Session session;

    private StreamRun(
            RunSettings settings,
            boolean obeysLock,
            Clock clock,
            Consumer<String> messages,
            @Nullable LockFile before,
            Session session) {
        this.settings = settings;
        this.obeysLock = obeysLock;
        this.clock = clock;
        this.messages = messages;
        this.before = before;
        this.session = session;
    }

    /**
     * @param obeysLock whether what the lock file says is taken, rather than what registries say now
     * @param messages takes what people should know while it goes on, a line each
     */
    static StreamRun open(
            RunSettings settings, boolean obeysLock, Clock clock, RegistryNotices notices, Consumer<String> messages)
            throws IOException, SallyportException {
        MirrorFile mirror = settings.mirror();
        LockFile before = null;
        if (mirror != null) {
            Path file = LockFile.beside(mirror.file());
            if (Files.exists(file)) {
                before = LockFile.read(file);
            } else if (obeysLock) {
                throw new LockMissingException(file);
            }
        }
        LockedSelection lock = null;
        if (obeysLock && mirror != null && before != null) {
            before.requireSelectionOf(mirror);
            lock = new LockedSelection(before);
            lock.requireInputs(LocalInputs.of(mirror));
        }
        return new StreamRun(
                settings, obeysLock, clock, messages, before, Session.open(settings, lock, clock, notices));
    }

    /** Saves, and writes the lock file; {@code options} as the command line has them. */
    SaveReport save(SaveOptions.Builder options, Set<String> allowMissing, Progress progress)
            throws IOException, SallyportException {
        for (String warning : KeyFiles.warnings(settings.keys())) {
            messages.accept("warning: " + warning);
        }
        tellOtherStreams();
        Snapshot snapshot = resolve();
        SaveReport report = new Save(
                        complete(options, snapshot, allowMissing).build(), session, new SystemDisk(), clock, progress)
                .run(snapshot.roots(), snapshot.failures());
        if (!obeysLock) {
            writeLock(lock(report.details(), report.position()));
        }
        return report;
    }

    private void tellOtherStreams() throws IOException {
        Path output = settings.output();
        if (output == null || !Files.isDirectory(output)) {
            return;
        }
        Set<String> others = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(output, "*.tar")) {
            for (Path file : files) {
                Matcher name = VOLUME.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && !name.group(1).equals(settings.stream().value())) {
                    others.add(name.group(1));
                }
            }
        }
        if (!others.isEmpty()) {
            messages.accept("warning: " + output + " also holds volumes of " + String.join(", ", others)
                    + "; they stay as they are");
        }
    }

    /** What {@link #save} would do. */
    SavePlan plan(SaveOptions.Builder options, Set<String> allowMissing) throws IOException, SallyportException {
        Snapshot snapshot = resolve();
        return new Planner(complete(options, snapshot, allowMissing).build(), session, new SystemDisk(), clock)
                .plan(snapshot.roots(), snapshot.failures());
    }

    /** Plans, and writes what that came to into the lock file, unless something failed. */
    SavePlan lock(SaveOptions.Builder options, Set<String> allowMissing) throws IOException, SallyportException {
        SavePlan plan = plan(options, allowMissing);
        if (plan.failures().isEmpty()) {
            writeLock(lock(plan.images(), locked()));
        }
        return plan;
    }

    private Snapshot resolve() throws IOException, SallyportException {
        Snapshot snapshot = session.resolve();
        snapshot.warnings().forEach(warning -> messages.accept("warning: " + warning));
        if (!obeysLock) {
            tellMoves(snapshot.roots());
        }
        return snapshot;
    }

    // Before anything is fetched: who watches can still stop it.
    private void tellMoves(List<RootRequest> roots) {
        if (before == null) {
            return;
        }
        Map<String, Digest> locked = new HashMap<>();
        before.items().forEach(item -> locked.put(item.label(), item.digest()));
        for (RootRequest root : roots) {
            String name = label(
                    root.repository().upstreamName(),
                    root.tag(),
                    root.manifest().digest());
            Digest then = locked.get(name);
            if (root.tag() != null
                    && then != null
                    && !then.equals(root.manifest().digest())) {
                messages.accept("moved since it was locked: " + name + " from " + then + " to "
                        + root.manifest().digest());
            }
        }
    }

    private SaveOptions.Builder complete(SaveOptions.Builder options, Snapshot snapshot, Set<String> allowMissing) {
        Set<String> allowed = new HashSet<>(allowMissing);
        allowed.addAll(snapshot.optional());
        // A tag that vanished upstream is never dropped for that alone.
        options.sparing(session::isGoneUpstream).allowMissing(allowed).jobs(settings.jobs());
        return options.atLeast(locked());
    }

    // The newest bundle that the lock file knows of.
    private @Nullable Position locked() {
        Digest statement = before == null ? null : before.statement();
        return before == null || statement == null ? null : new Position(before.sequence(), statement);
    }

    private LockFile lock(List<PlannedImage> images, @Nullable Position newest) throws IOException {
        MirrorFile mirror = settings.mirror();
        List<LockedItem> items = new ArrayList<>(mirror == null ? List.of() : LocalInputs.of(mirror));
        for (PlannedImage image : images) {
            items.add(item(image));
        }
        return new LockFile(
                settings.stream(),
                newest == null ? 0 : newest.sequence(),
                newest == null ? null : newest.digest(),
                mirror == null ? List.of() : mirror.selection(),
                items);
    }

    private static LockedItem item(PlannedImage image) {
        BundleRoot root = image.root();
        LockedItem.Kind kind = root.referrer() && image.subject() != null
                ? LockedItem.Kind.REFERRER
                : image.isChart() ? LockedItem.Kind.CHART : LockedItem.Kind.IMAGE;
        return new LockedItem(
                kind,
                root.repository().upstreamName(),
                root.tag() == null ? null : root.tag().name(),
                root.manifest().digest(),
                image.size(),
                root.platforms(),
                kind == LockedItem.Kind.REFERRER ? image.subject() : null,
                root.reason());
    }

    private static String label(String name, @Nullable Tag tag, Digest digest) {
        return tag == null ? name + '@' + digest : name + ':' + tag;
    }

    private void writeLock(LockFile lock) throws IOException {
        MirrorFile mirror = settings.mirror();
        if (mirror != null) {
            lock.write(LockFile.beside(mirror.file()), new SystemDisk());
        }
    }

    /** What differs between the lock file before this run and {@code plan}. */
    LockDifference difference(SavePlan plan) throws IOException {
        LockFile after = lock(plan.images(), null);
        LockFile earlier = before == null ? new LockFile(settings.stream(), 0, null, List.of(), List.of()) : before;
        return LockDifference.between(earlier, after);
    }

    RegistryClient client() {
        return session.client();
    }

    @Override
    public void close() {
        session.close();
    }
}
