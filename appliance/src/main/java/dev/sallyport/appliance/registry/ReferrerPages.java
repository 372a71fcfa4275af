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
    private static final int MOST = 1000;
    /** Of a page without what surrounds it; clients take a manifest's 4 MiB. One that is larger by itself is a page of its own. */
    private static final int LARGEST = 2 << 20;
    /** How many are read at once: the annotations of each may be as large as a manifest. */
    private static final int STEP = 16;

    private static final int LONGEST_ENCODED = 64;

    private final PublishedContent published;

    ReferrerPages(PublishedContent published) {
        this.published = published;
    }

    /** @param more whether another page follows */
    record Page(List<Descriptor> referrers, boolean more) {}

    /**
     * @param artifactType only those of this type; null for all
     * @param after the last digest of the page before; null for the first page
     */
    Page page(RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after)
            throws IOException {
        Deque<Descriptor> noted = new ArrayDeque<>(noted(repository, subject, artifactType, after));
        Steps steps = new Steps(repository, subject, artifactType, after);
        List<Descriptor> page = new ArrayList<>();
        long size = 0;
        for (Descriptor next = next(steps, noted); next != null; next = next(steps, noted)) {
            size += size(next);
            if (!page.isEmpty() && (page.size() == MOST || size > LARGEST)) {
                return new Page(page, true);
            }
            page.add(next);
        }
        return new Page(page, false);
    }

    private static long size(Descriptor referrer) {
        return referrer.annotations().entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
    }

    /** The smaller of both lists' next ones; one that is in both comes once, as it says of itself. */
    private static @Nullable Descriptor next(Steps steps, Deque<Descriptor> noted) throws IOException {
        Descriptor own = steps.peek();
        Descriptor other = noted.peek();
        if (own == null || other == null) {
            return own == null ? noted.poll() : steps.take();
        }
        int order = own.digest().toString().compareTo(other.digest().toString());
        if (order == 0) {
            noted.remove();
        }
        return order <= 0 ? steps.take() : noted.remove();
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
                ended = read.size() < STEP;
                step = read.iterator();
            }
            if (peeked == null && step.hasNext()) {
                peeked = step.next();
                last = peeked.digest();
            }
            return peeked;
        }

        Descriptor take() {
            Descriptor taken = requireNonNull(peeked, "nothing was looked at");
            peeked = null;
            return taken;
        }
    }

    /** Of what the fallback tag's index lists, what the repository has; sorted. */
    private List<Descriptor> noted(
            RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after)
            throws IOException {
        Optional<ImageIndex> index = fallback(repository, subject);
        if (index.isEmpty()) {
            return List.of();
        }
        TreeMap<String, Descriptor> found = new TreeMap<>();
        for (Descriptor listed : index.get().manifests()) {
            String key = listed.digest().toString();
            if (found.containsKey(key) || (after != null && key.compareTo(after.toString()) <= 0)) {
                continue;
            }
            Optional<Descriptor> here = published.manifest(repository, listed.digest());
            if (here.isPresent()) {
                String type = listed.artifactType() == null ? here.get().artifactType() : listed.artifactType();
                if (artifactType == null || artifactType.equals(type)) {
                    found.put(key, describe(here.get(), type, listed));
                }
            }
        }
        return List.copyOf(found.values());
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
