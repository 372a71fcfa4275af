package dev.sallyport.appliance.uploads;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Leases;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.appliance.store.Repositories;
import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Manifests on their way into local repositories, kept byte for byte. Thread-safe. */
public final class Manifests {
    private static final String PREFIX = "manifest-";

    private final DirectoryStore content;
    private final LocalContent local;
    private final Repositories repositories;
    private final Leases leases;
    private final PushSpace space;
    private final ManifestRules rules;
    // Of this run alone: what a run that was killed has left must not be gone on with.
    private final String prefix = PREFIX + UUID.randomUUID() + '-';
    private final AtomicLong count = new AtomicLong();
    /** In bytes of manifests that are looked into: what they say takes several times their size in memory. */
    private final Semaphore parsing = new Semaphore(Manifest.MAX_SIZE, true);

    private Manifests(ApplianceStore store, PushSpace space, ManifestRules rules) {
        this.content = store.content();
        this.local = store.local();
        this.repositories = store.repositories();
        this.leases = store.leases();
        this.space = requireNonNull(space, "space is null");
        this.rules = requireNonNull(rules, "rules is null");
    }

    /**
     * Drops what an earlier run left unfinished.
     *
     * @param rules what a manifest may leave out
     */
    public static Manifests open(ApplianceStore store, PushSpace space, ManifestRules rules) throws IOException {
        for (UploadId id : store.content().uploads()) {
            if (id.value().startsWith(PREFIX)) {
                try (PartialBlob partial = store.content().upload(id)) {
                    partial.discard();
                }
            }
        }
        return new Manifests(store, space, rules);
    }

    /**
     * Lets a repository give out a manifest, and lets {@code tags} name it. It is durable when this returns.
     *
     * @param expected its digest as the client gave it; null if it gave a tag alone: then SHA-256 names it
     * @param mediaType as the client gave it; null if it gave none
     * @param bytes at most {@link Manifest#MAX_SIZE}
     * @param actor for the journal
     * @throws DigestMismatchException if {@code expected} is not the digest of {@code bytes}
     * @throws InvalidManifestException if it is no manifest that this registry can serve
     * @throws dev.sallyport.oci.MalformedJsonException if it cannot be read, or contradicts {@code mediaType}
     * @throws AbsentContentException if the repository has too little of what it is made of
     */
    public PushedManifest put(
            RepositoryName repository,
            @Nullable Digest expected,
            Collection<Tag> tags,
            @Nullable String mediaType,
            byte[] bytes,
            String actor)
            throws IOException, SallyportException {
        local.requireLocal(repository);
        Digest digest = Digest.of(expected == null ? DigestAlgorithm.SHA256 : expected.algorithm(), bytes);
        if (expected != null && !digest.equals(expected)) {
            throw DigestMismatchException.ofDigest(expected, digest);
        }
        parsing.acquireUninterruptibly(bytes.length);
        try {
            return putUnder(repository, digest, tags, mediaType, bytes, actor);
        } finally {
            parsing.release(bytes.length);
        }
    }

    private PushedManifest putUnder(
            RepositoryName repository,
            Digest digest,
            Collection<Tag> tags,
            @Nullable String mediaType,
            byte[] bytes,
            String actor)
            throws IOException, SallyportException {
        Descriptor descriptor = new Descriptor(ManifestType.of(mediaType, bytes), digest, bytes.length);
        Manifest manifest = Manifest.parse("manifest " + digest, descriptor.mediaType(), bytes);
        requireStorable(manifest);
        space.check(repository, 0, bytes.length);
        Leases.Lease lease = leases.take(digest);
        try {
            List<Digest> absent = absent(repository, manifest);
            requireEnough(repository, manifest, absent);
            try (RoomClaim room = space.claim(bytes.length)) {
                store(descriptor, bytes);
                room.wrote(bytes.length);
            }
            local.putManifest(repository, descriptor, manifest, present(manifest, absent), tags, actor);
            @Nullable
            Digest subject =
                    manifest.subjectDescriptor().map(Descriptor::digest).orElse(null);
            settle(repository, digest, manifest, tags.isEmpty() && subject == null);
            return new PushedManifest(descriptor, subject, absent);
        } catch (IOException e) {
            StorageFullException.throwIfFull(e);
            throw e;
        } finally {
            lease.close();
        }
    }

    // What it names has come to where it was on its way to; without a tag or a subject, it waits itself: for an index,
    // or a tag.
    private void settle(RepositoryName repository, Digest digest, Manifest manifest, boolean waits) {
        if (waits) {
            leases.promise(repository, digest);
        } else {
            leases.end(repository, digest);
        }
        manifest.children().stream().map(Descriptor::digest).distinct().forEach(child -> leases.end(repository, child));
    }

    private static void requireStorable(Manifest manifest) throws InvalidManifestException {
        String type = manifest.effectiveArtifactType().orElse("");
        if (type.length() > ManifestType.LONGEST) {
            throw new InvalidManifestException(
                    "its artifact type has " + type.length() + " characters, at most " + ManifestType.LONGEST
                            + " are taken",
                    "Give it a shorter artifact type.");
        }
    }

    /** Layers that their licence keeps out of registries: clients fetch them elsewhere, or not at all. */
    private static boolean isForeign(Descriptor layer) {
        return !layer.urls().isEmpty()
                || layer.mediaType().contains(".nondistributable.")
                || layer.mediaType().contains(".foreign.");
    }

    private List<Digest> absent(RepositoryName repository, Manifest manifest) throws IOException {
        List<Digest> absent = new ArrayList<>();
        Set<Digest> seen = new LinkedHashSet<>();
        for (Descriptor child : manifest.children()) {
            if (!isForeign(child) && seen.add(child.digest()) && !isHere(repository, child.digest())) {
                absent.add(child.digest());
            }
        }
        return absent;
    }

    // Linked, and whole as far as its length tells: what a scrub took out of service is linked on.
    private boolean isHere(RepositoryName repository, Digest digest) throws IOException {
        Optional<Descriptor> linked = repositories.blob(repository, digest);
        return linked.isPresent()
                && content.size(digest).orElse(-1) == linked.get().size();
    }

    private void requireEnough(RepositoryName repository, Manifest manifest, List<Digest> absent)
            throws AbsentContentException {
        if (absent.isEmpty()) {
            return;
        }
        if (!rules.sparse() || (manifest instanceof ImageManifest image && !isUsable(image, absent))) {
            throw new AbsentContentException(repository, absent);
        }
    }

    private static boolean isUsable(ImageManifest image, List<Digest> absent) {
        return !absent.contains(image.config().digest())
                && image.layers().stream().anyMatch(layer -> !absent.contains(layer.digest()));
    }

    /** What the repository had a moment ago, and must have when the manifest is linked. */
    private static Set<Digest> present(Manifest manifest, List<Digest> absent) {
        Set<Digest> present = new LinkedHashSet<>();
        for (Descriptor child : manifest.children()) {
            if (!isForeign(child)) {
                present.add(child.digest());
            }
        }
        absent.forEach(present::remove);
        return present;
    }

    // Whoever comes again sends all of it.
    private void drop(UploadId id, IOException why) {
        try {
            content.expireUpload(id, Instant.MAX);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void store(Descriptor descriptor, byte[] bytes) throws IOException, DigestMismatchException {
        UploadId id = new UploadId(prefix + count.incrementAndGet());
        try (PartialBlob partial = content.upload(id)) {
            partial.append(new ByteArrayInputStream(bytes));
            partial.commit(descriptor);
        } catch (IOException e) {
            drop(id, e);
            throw e;
        }
    }
}
