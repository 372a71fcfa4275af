package dev.sallyport.appliance.uploads;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Leases;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.appliance.store.Repositories;
import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.DirectoryStore.UploadFile;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Blobs on their way into local repositories. A session holds no file open between two requests and survives a restart; a blob is
 * acknowledged when it, its name and its link are durable. One request at a time writes to a session. Thread-safe; reading a
 * part waits for whoever sends it.
 */
public final class Uploads {
    private static final String BLOB_TYPE = "application/octet-stream";

    private final DirectoryStore content;
    private final LocalContent local;
    private final Repositories repositories;
    private final Leases leases;
    private final PushSpace space;
    private final Clock clock;
    private final Sessions sessions;

    private Uploads(ApplianceStore store, PushSpace space, Clock clock, Sessions sessions) {
        this.content = store.content();
        this.local = store.local();
        this.repositories = store.repositories();
        this.leases = store.leases();
        this.space = space;
        this.clock = clock;
        this.sessions = sessions;
    }

    /** Finds the sessions that an earlier run left. */
    public static Uploads open(ApplianceStore store, PushSpace space, Clock clock) throws IOException {
        return open(store, space, clock, UploadLimits.DEFAULT);
    }

    /** As {@link #open(ApplianceStore, PushSpace, Clock)}, with other limits. */
    public static Uploads open(ApplianceStore store, PushSpace space, Clock clock, UploadLimits limits)
            throws IOException {
        Sessions sessions = new Sessions(limits);
        for (UploadId id : store.content().uploads()) {
            Optional<SessionId> session = SessionId.parse(id.value());
            Optional<UploadFile> file = session.isPresent() ? store.content().uploadFile(id) : Optional.empty();
            if (file.isPresent()) {
                sessions.restore(new Session(
                        session.get(),
                        DigestAlgorithm.SHA256,
                        file.get().size(),
                        file.get().written()));
            }
        }
        return new Uploads(store, requireNonNull(space, "space is null"), clock, sessions);
    }

    /**
     * Begins a session.
     *
     * @param owner whose sessions it counts among
     * @param algorithm of the digest that the blob will be named by; SHA-256 if nothing was said
     * @throws TooManyUploadsException if too many were begun and not ended
     */
    public UploadStatus begin(RepositoryName repository, String owner, @Nullable DigestAlgorithm algorithm)
            throws IOException, SallyportException {
        local.requireLocal(repository);
        space.check(repository, 0, 0);
        Session session = new Session(
                SessionId.make(repository, owner),
                algorithm == null ? DigestAlgorithm.SHA256 : algorithm,
                0,
                clock.instant());
        sessions.add(session);
        try {
            // A file, so that a session that has nothing yet is found after a restart too.
            content.upload(session.id().uploadId()).close();
        } catch (IOException e) {
            sessions.remove(session);
            StorageFullException.throwIfFull(e);
            throw e;
        }
        return session.status();
    }

    /** How far a session is. */
    public UploadStatus status(RepositoryName repository, String id) throws UnknownUploadException {
        return sessions.find(repository, id).status();
    }

    /**
     * Puts a part behind what the session has. What came before a failure is kept.
     *
     * @throws UploadPositionException if the part begins elsewhere; nothing of it was read
     * @throws UploadLengthException if it is shorter or longer than it was said to be
     * @throws BusyUploadException if another request writes to the session
     */
    public UploadStatus append(RepositoryName repository, String id, BlobPart part)
            throws IOException, SallyportException {
        Session session = sessions.find(repository, id);
        session.begin();
        try {
            requireNext(session, part);
            try (PartialBlob partial = open(repository, session)) {
                append(repository, session, partial, part);
            }
        } finally {
            session.end(clock.instant());
        }
        return session.status();
    }

    /**
     * Puts a last part behind what the session has, and lets the repository give out the blob. The session has ended when this
     * returns, and when its content is not what {@code digest} says, or cannot be made durable; it goes on after other failures.
     *
     * @param actor for the journal
     * @return how many bytes the blob has
     * @throws DigestMismatchException if the content is not what {@code digest} says; nothing is kept
     */
    public long commit(RepositoryName repository, String id, BlobPart last, Digest digest, String actor)
            throws IOException, SallyportException {
        Session session = sessions.find(repository, id);
        session.begin();
        try {
            requireNext(session, last);
            return commit(repository, session, last, digest, actor);
        } finally {
            session.end(clock.instant());
        }
    }

    /** A blob in one request: begun, committed, and dropped if anything is wrong. */
    public long push(RepositoryName repository, BlobPart whole, Digest digest, String owner, String actor)
            throws IOException, SallyportException {
        UploadStatus begun = begin(repository, owner, digest.algorithm());
        boolean done = false;
        try {
            long size = commit(repository, begun.id(), whole, digest, actor);
            done = true;
            return size;
        } finally {
            if (!done) {
                drop(repository, begun.id());
            }
        }
    }

    /**
     * Lets the repository give out a blob that another one gives out.
     *
     * @param from whose it must be
     * @param actor for the journal
     * @return whether it does now; not if {@code from} does not have it, or has lost it, or the repository has no room for it
     */
    public boolean mount(RepositoryName repository, Digest digest, RepositoryName from, String actor)
            throws IOException, SallyportException {
        Leases.Lease lease = leases.take(digest);
        try {
            if (!hasRoom(repository, digest, from)) {
                return false;
            }
            boolean mounted = local.mount(repository, digest, from, actor).isPresent();
            if (mounted) {
                leases.promise(repository, digest);
            }
            return mounted;
        } finally {
            lease.close();
        }
    }

    // A mounted blob counts as one that was pushed.
    private boolean hasRoom(RepositoryName repository, Digest digest, RepositoryName from) throws IOException {
        Optional<Descriptor> found = repositories.blob(from, digest);
        if (found.isEmpty() || repositories.blob(repository, digest).isPresent()) {
            return found.isPresent();
        }
        try {
            space.check(repository, found.get().size(), 0);
            return true;
        } catch (SallyportException e) {
            // A session is begun instead, and whoever pushes into it is told.
            return false;
        }
    }

    private void drop(RepositoryName repository, String id) throws IOException {
        try {
            cancel(repository, id);
        } catch (UnknownUploadException | BusyUploadException e) {
            // It has ended by itself.
        }
    }

    private long commit(RepositoryName repository, Session session, BlobPart last, Digest digest, String actor)
            throws IOException, SallyportException {
        // From before its name is there until something refers to it, nobody may collect it.
        Leases.Lease lease = leases.take(digest);
        try (PartialBlob partial = open(repository, session)) {
            append(repository, session, partial, last);
            long size = partial.size();
            try {
                partial.commit(new Descriptor(BLOB_TYPE, digest, size));
            } catch (DigestMismatchException e) {
                sessions.remove(session);
                throw e;
            } catch (IOException e) {
                if (content.uploadFile(session.id().uploadId()).isEmpty()) {
                    // Dropped because it could not be made durable, or named already: there is nothing to go on with.
                    sessions.remove(session);
                }
                throw e;
            }
            sessions.remove(session);
            local.linkBlob(repository, digest, size, actor);
            // From here to the manifest that names it; the lease is no longer than this request.
            leases.promise(repository, digest);
            return size;
        } catch (IOException e) {
            StorageFullException.throwIfFull(e);
            throw e;
        } finally {
            lease.close();
        }
    }

    private PartialBlob open(RepositoryName repository, Session session) throws IOException, UnknownUploadException {
        PartialBlob partial = content.upload(session.id().uploadId(), sessions.digestOf(session));
        if (partial.size() < session.status().size()) {
            // Its file went, or lost its end: a client that goes on from where it was would leave a hole.
            try (partial) {
                partial.discard();
            }
            sessions.remove(session);
            throw new UnknownUploadException(repository, session.id().value());
        }
        session.setSize(partial.size());
        return partial;
    }

    private static void requireNext(Session session, BlobPart part) throws UploadPositionException {
        UploadStatus status = session.status();
        if (part.from() != BlobPart.UNKNOWN && part.from() != status.size()) {
            throw new UploadPositionException(status, part.from());
        }
    }

    private void append(RepositoryName repository, Session session, PartialBlob partial, BlobPart part)
            throws IOException, SallyportException {
        long before = partial.size();
        space.check(repository, before, Math.max(0, part.length()));
        boolean known = part.length() != BlobPart.UNKNOWN;
        RoomClaim room = space.claim(known ? part.length() : CheckedBody.STEP);
        CheckedBody body = new CheckedBody(part, before, room, received -> space.check(repository, received, 0));
        try (room) {
            partial.append(body);
        } catch (IOException e) {
            body.throwRefusal();
            StorageFullException.throwIfFull(e);
            throw e;
        } finally {
            session.setSize(partial.size());
        }
        long came = partial.size() - before;
        boolean more = body.hasMore();
        if (!known && came > 0) {
            // What came since it was asked the last time.
            space.check(repository, partial.size(), 0);
        }
        if (known && (came != part.length() || more)) {
            throw new UploadLengthException(session.id().value(), part.length(), more ? "more" : came + " bytes");
        }
    }

    /** Ends a session and drops what it has. */
    public void cancel(RepositoryName repository, String id)
            throws IOException, UnknownUploadException, BusyUploadException {
        Session session = sessions.find(repository, id);
        session.begin();
        try {
            discard(session);
        } finally {
            session.end(clock.instant());
        }
    }

    /** Ends the sessions that nobody wrote to since before {@code instant}; returns what they had. */
    public StoredAmount expire(Instant instant) throws IOException {
        StoredAmount ended = StoredAmount.NONE;
        for (Session session : sessions.all()) {
            if (session.retire(instant)) {
                try {
                    discard(session);
                } finally {
                    session.end(instant);
                }
                ended = ended.plusFile(session.status().size());
            }
        }
        return ended;
    }

    /** How many sessions were begun and have not ended. */
    public int open() {
        return sessions.count();
    }

    private void discard(Session session) throws IOException {
        try (PartialBlob partial = content.upload(session.id().uploadId())) {
            partial.discard();
        }
        sessions.remove(session);
    }
}
