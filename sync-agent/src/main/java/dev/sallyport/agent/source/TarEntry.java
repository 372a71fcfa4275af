package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

/**
 * What an archive holds under a name.
 *
 * @param offset where its content begins in the archive
 * @param size of its content, in bytes
 * @param link what a link names; empty for what is none
 */
record TarEntry(Kind kind, long offset, long size, String link) {
    /** What it is; the kinds that have no content to read are those that images never use. */
    enum Kind {
        FILE,
        SYMBOLIC_LINK,
        HARD_LINK,
        SPARSE,
        OTHER,
        /** Several entries have this name, so that two readers could see different content. */
        SEVERAL
    }

    TarEntry {
        requireNonNull(kind, "kind is null");
        requireNonNull(link, "link is null");
    }

    static TarEntry several() {
        return new TarEntry(Kind.SEVERAL, 0, 0, "");
    }
}
