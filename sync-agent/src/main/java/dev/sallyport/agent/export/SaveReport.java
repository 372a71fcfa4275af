package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import java.time.Duration;
import java.util.List;

/**
 * What a save did.
 *
 * @param fresh whether it issued a new statement; else nothing had changed since the newest
 * @param roots what the release names
 * @param kept how many of them come from earlier sequences and were not asked for again
 * @param blobs how many blobs the release has, manifests included
 * @param bytes their size together
 * @param fetched how many bytes came from sources in this run
 * @param volumes the volumes that were asked for
 */
public record SaveReport(
        Statement statement,
        boolean fresh,
        List<BundleRoot> roots,
        int kept,
        List<Omission> omissions,
        int blobs,
        long bytes,
        long fetched,
        List<SavedVolume> volumes,
        Duration duration) {
    public SaveReport {
        requireNonNull(statement, "statement is null");
        roots = List.copyOf(roots);
        omissions = List.copyOf(omissions);
        volumes = List.copyOf(volumes);
        requireNonNull(duration, "duration is null");
    }

    /** The statement's place in its stream. */
    public Position position() {
        return new Position(statement.sequence(), statement.digest());
    }

    /** How many bytes of the release did not have to be fetched. */
    public long reused() {
        return Math.max(0, bytes - fetched);
    }

    /** How many roots have a name of their own: images and artifacts, without what refers to them. */
    public long images() {
        return roots.stream().filter(root -> !root.referrer()).count();
    }
}
