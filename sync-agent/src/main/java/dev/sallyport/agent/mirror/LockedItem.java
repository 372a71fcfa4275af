package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.TagOrder;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a lock file.
 *
 * @param name the repository with its host, or the path of a local input as the mirror file writes it
 * @param tag the tag or the chart's version; null for what has none
 * @param digest of the manifest, or of a local input's bytes
 * @param size in bytes, of all that it brings
 * @param platforms the platforms that were taken, as texts; empty for all, and for what has none
 * @param subject what a referrer refers to; null for anything else
 * @param why what selects it, without lines of any file, so that it stays the same while other items come and go
 */
public record LockedItem(
        Kind kind,
        String name,
        @Nullable String tag,
        Digest digest,
        long size,
        List<String> platforms,
        @Nullable Digest subject,
        String why) {
    /** Sections, then names, then tags in the order of versions, then digests: total, and the same everywhere. */
    static final Comparator<LockedItem> ORDER = Comparator.comparing(LockedItem::kind)
            .thenComparing(LockedItem::name)
            .thenComparing(LockedItem::tag, Comparator.nullsFirst(TagOrder.INSTANCE))
            .thenComparing(LockedItem::digest);

    /** What a locked item is; each kind is a section of the file. */
    public enum Kind {
        /** An image or artifact at a registry or from an archive. */
        IMAGE("images"),
        /** Something that refers to an image: a signature, an SBOM. */
        REFERRER("referrers"),
        /** A Helm chart. */
        CHART("charts"),
        /** A file on this machine that decides what is carried, or is carried itself. */
        INPUT("inputs");

        private final String section;

        Kind(String section) {
            this.section = section;
        }

        /** The name of its section. */
        String section() {
            return section;
        }
    }

    public LockedItem {
        requireNonNull(kind, "kind is null");
        requireNonNull(name, "name is null");
        requireNonNull(digest, "digest is null");
        if (size < 0) {
            throw new IllegalArgumentException("size is below 0");
        }
        platforms = platforms.stream().sorted().toList();
        requireNonNull(why, "why is null");
        if ((kind == Kind.REFERRER) != (subject != null)) {
            throw new IllegalArgumentException("A referrer without a subject, or a subject of something else");
        }
    }

    /**
     * What stays the same while a tag moves: kind, name and tag; for what has no tag its digest, or that of a local input its
     * path alone.
     */
    String identity() {
        boolean byDigest = tag == null && kind != Kind.INPUT;
        return kind + " " + name + (tag == null ? "" : ":" + tag) + (byDigest ? "@" + digest : "");
    }

    /** {@code NAME[:TAG]}, or {@code NAME@DIGEST} for what has no tag; a local input's path. */
    public String label() {
        return kind == Kind.INPUT ? name : tag == null ? name + "@" + digest : name + ":" + tag;
    }
}
