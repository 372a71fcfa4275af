package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Statement;
import java.util.List;

/**
 * A bundle that was issued, as the history has it.
 *
 * @param complete whether it is known what each volume holds; if not, the history was rebuilt from some of the volumes, and the
 *     bundle can neither be written again nor be a base
 * @param written whether a run wrote the volumes that it was to write
 * @param heldBlobs how many blobs it does not carry
 * @param heldBytes their size together
 */
public record SentBundle(
        Statement statement,
        List<BundleRoot> roots,
        Omitted omitted,
        boolean complete,
        boolean written,
        long heldBlobs,
        long heldBytes) {
    public SentBundle {
        requireNonNull(statement, "statement is null");
        roots = List.copyOf(roots);
        requireNonNull(omitted, "omitted is null");
    }

    /** How many blobs its volumes carry. */
    public long carriedBlobs() {
        return statement.volumes().stream()
                .mapToLong(volume -> volume.entries())
                .sum();
    }

    /** Their size together. */
    public long carriedBytes() {
        return statement.volumes().stream().mapToLong(volume -> volume.bytes()).sum();
    }

    /** How many roots have a name of their own. */
    public long images() {
        return roots.stream().filter(root -> !root.referrer()).count();
    }
}
