package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import java.time.Duration;
import java.util.List;

/**
 * What a save did.
 *
 * @param fresh whether it issued a new statement; else nothing had changed since the newest
 * @param idle whether it was to write nothing, since nothing had changed and the newest counts as delivered
 * @param roots what the release names
 * @param kept how many of them come from earlier sequences and were not asked for again
 * @param omitted what was left out on purpose
 * @param gone what was asked for and could not be had, and the bundle was allowed to go without: left out, or kept as it was
 *     carried last
 * @param blobs how many blobs the release has, manifests included
 * @param bytes their size together
 * @param carried how many of these bytes the volumes carry; the base has the others
 * @param spared how many of these bytes the newest bundle before has, and so would have been spared with it as base; 0 if there
 *     was none
 * @param fetched how many bytes came from sources in this run
 * @param details what each of {@code roots} brings, in the order of names
 * @param volumes the volumes that were asked for
 */
public record SaveReport(
        Statement statement,
        boolean fresh,
        boolean idle,
        List<BundleRoot> roots,
        int kept,
        Omitted omitted,
        List<ImageFailure> gone,
        int blobs,
        long bytes,
        long carried,
        long spared,
        long fetched,
        List<PlannedImage> details,
        List<SavedVolume> volumes,
        Duration duration) {
    public SaveReport {
        requireNonNull(statement, "statement is null");
        roots = List.copyOf(roots);
        requireNonNull(omitted, "omitted is null");
        gone = List.copyOf(gone);
        details = List.copyOf(details);
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
