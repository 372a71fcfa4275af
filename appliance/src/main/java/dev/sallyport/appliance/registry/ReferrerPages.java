package dev.sallyport.appliance.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What refers to a manifest, page by page in the order of digests: what says so itself, and what clients that know no such lists have
 * written down under the tag that stands for one. Memory is that of a page.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema">referrers
 *     tag</a>
 */
@Singleton
final class ReferrerPages {
    /** Of a page; and of what is looked for in vain or not, for one. */
    private static final int MOST = 1000;
    /** Of a page without what surrounds it; clients take a manifest's 4 MiB. One that is larger by itself is a page of its own. */
    private static final int LARGEST = 2 << 20;
    /** How many are read at once, if they are small. */
    private static final int STEP = 16;

    private static final int LONGEST_ENCODED = 64;

    private final PublishedContent published;

    ReferrerPages(PublishedContent published) {
        this.published = published;
    }

    /** @param next the digest behind which the next page begins; null for the last page */
    record Page(List<Descriptor> referrers, @Nullable Digest next) {}

    /**
     * A page, which may be short of what would fit, or empty, and not the last one.
     *
     * @param artifactType only those of this type; null for all
     * @param after what the page before says is next; null for the first page
     */
    Page page(RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after)
            throws IOException {
        Noted noted = new Noted(repository, artifactType, listed(repository, subject, after));
        Steps steps = new Steps(repository, subject, artifactType, after);
        List<Descriptor> page = new ArrayList<>();
        long size = 0;
        Digest last = after;
        while (steps.peek() != null || noted.peek() != null) {
            Descriptor own = ownNext(steps, noted);
            if (own == null && noted.lookedUp() == MOST) {
                return new Page(page, last);
            }
            Digest at = own == null ? requireNonNull(noted.peek()).digest() : own.digest();
            Descriptor next = own == null ? noted.lookUp() : own;
            if (next != null) {
                size += size(next);
                if (!page.isEmpty() && (page.size() == MOST || size > LARGEST)) {
                    return new Page(page, last);
                }
                page.add(next);
            }
            steps.pass(at);
            noted.pass(at);
            last = at;
        }
        return new Page(page, null);
    }

    /** The next one that says so itself, unless one that is only noted comes before; one that is both comes as it says of itself. */
    private static @Nullable Descriptor ownNext(Steps steps, Noted noted) throws IOException {
        Descriptor own = steps.peek();
        Descriptor other = noted.peek();
        return own == null
                        || other == null
                        || own.digest().toString().compareTo(other.digest().toString()) <= 0
                ? own
                : null;
    }

    private static long size(Descriptor referrer) {
        return referrer.annotations().entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
    }

    /** Those that say themselves what they refer to, a few at a time. */
    private final class Steps {
        private final RepositoryName repository;
        private final Digest subject;
        private final @Nullable String artifactType;
        private @Nullable Digest last;
        private Iterator<Descriptor> step = List.<Descriptor>of().iterator();
        private @Nullable Descriptor peeked;
        private boolean ended;

        Steps(RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after) {
            this.repository = repository;
            this.subject = subject;
            this.artifactType = artifactType;
            this.last = after;
        }

        @Nullable
        Descriptor peek() throws IOException {
            if (peeked == null && !step.hasNext() && !ended) {
                List<Descriptor> read = published.referrers(repository, subject, artifactType, last, STEP);
                ended = read.isEmpty();
                step = read.iterator();
            }
            if (peeked == null && step.hasNext()) {
                peeked = step.next();
                last = peeked.digest();
            }
            return peeked;
        }

        void pass(Digest digest) {
            if (peeked != null && peeked.digest().equals(digest)) {
                peeked = null;
            }
        }
    }

    /** Those that a list names, each looked for when it is its turn: lists are long, and what they name need not be here. */
    private final class Noted {
        private final RepositoryName repository;
        private final @Nullable String artifactType;
        private final Deque<Descriptor> listed;
        private int lookedUp;

        Noted(RepositoryName repository, @Nullable String artifactType, Deque<Descriptor> listed) {
            this.repository = repository;
            this.artifactType = artifactType;
            this.listed = listed;
        }

        /** As it is listed. */
        @Nullable
        Descriptor peek() {
            return listed.peek();
        }

        int lookedUp() {
            return lookedUp;
        }

        /** As it is here; null if it is not, or of another type. */
        @Nullable
        Descriptor lookUp() throws IOException {
            Descriptor next = listed.element();
            lookedUp++;
            Optional<Descriptor> here = published.manifest(repository, next.digest());
            if (here.isEmpty()) {
                return null;
            }
            String type = next.artifactType() == null ? here.get().artifactType() : next.artifactType();
            return artifactType == null || artifactType.equals(type) ? describe(here.get(), type, next) : null;
        }

        void pass(Digest digest) {
            if (!listed.isEmpty() && listed.element().digest().equals(digest)) {
                listed.remove();
            }
        }
    }

    /** What the fallback tag's index lists behind {@code after}, sorted, each once. */
    private Deque<Descriptor> listed(RepositoryName repository, Digest subject, @Nullable Digest after)
            throws IOException {
        TreeMap<String, Descriptor> found = new TreeMap<>();
        Optional<ImageIndex> index = fallback(repository, subject);
        if (index.isPresent()) {
            for (Descriptor listed : index.get().manifests()) {
                String key = listed.digest().toString();
                if (after == null || key.compareTo(after.toString()) > 0) {
                    found.putIfAbsent(key, listed);
                }
            }
        }
        return new ArrayDeque<>(found.values());
    }

    // Size and type as they are, not as whoever wrote the list says.
    private static Descriptor describe(Descriptor here, @Nullable String artifactType, Descriptor listed) {
        return new Descriptor(
                here.mediaType(), here.digest(), here.size(), null, artifactType, listed.annotations(), List.of());
    }

    private Optional<ImageIndex> fallback(RepositoryName repository, Digest subject) throws IOException {
        // The specification cuts what a SHA-512 would make too long.
        String hex = subject.hex().substring(0, Math.min(subject.hex().length(), LONGEST_ENCODED));
        Optional<Descriptor> found =
                published.manifest(repository, new Tag(subject.algorithm().prefix() + '-' + hex));
        if (found.isEmpty()
                || !MediaTypes.isIndex(found.get().mediaType())
                || found.get().size() > Manifest.MAX_SIZE) {
            return Optional.empty();
        }
        Optional<StoredBlob> opened = published.open(found.get().digest());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (StoredBlob blob = opened.get();
                InputStream in = blob.read(0, blob.size())) {
            Manifest manifest = Manifest.parse(
                    "manifest " + found.get().digest(), found.get().mediaType(), in.readAllBytes());
            return manifest instanceof ImageIndex index ? Optional.of(index) : Optional.empty();
        } catch (MalformedJsonException e) {
            throw new IOException("Given out, but not readable: " + found.get().digest(), e);
        }
    }
}
