package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ContentChange.BlobLinked;
import dev.sallyport.appliance.store.ContentChange.ContentDeleted;
import dev.sallyport.appliance.store.ContentChange.ManifestFacts;
import dev.sallyport.appliance.store.ContentChange.ManifestPut;
import dev.sallyport.appliance.store.ContentChange.ManifestTagged;
import dev.sallyport.appliance.store.ContentChange.TagRemoved;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people push, tag and delete, in repositories that are no stream's. Each change is durable, and seen by readers, when its
 * method returns. Content itself is written before, and found here under its digest when it is linked. Thread-safe.
 */
public final class LocalContent {
    private static final String LIBRARY = "library/";

    private final Transactions transactions;
    private final ChangeWriter writer;
    private final DirectoryStore content;

    LocalContent(Transactions transactions, ChangeWriter writer, DirectoryStore content) {
        this.transactions = transactions;
        this.writer = writer;
        this.content = content;
    }

    /** Whether a repository's name lets people push there: it neither starts with a registry host nor with {@code library/}. */
    public static boolean isLocalName(RepositoryName repository) {
        return !repository.startsWithHost() && !repository.value().startsWith(LIBRARY);
    }

    /** Whether something was pushed into this repository, and not all of it deleted since. */
    public boolean exists(RepositoryName repository) throws IOException {
        return isLocalName(repository)
                && transactions.read(connection ->
                        RepositoryRows.find(connection, repository).isPresent());
    }

    /**
     * Throws if people may not change this repository.
     *
     * @throws ClaimedRepositoryException which says whose it is
     */
    public void requireLocal(RepositoryName repository) throws IOException, ClaimedRepositoryException {
        if (!isLocalName(repository)) {
            throw ClaimedRepositoryException.of(repository, owner(repository));
        }
    }

    private @Nullable StreamName owner(RepositoryName repository) throws IOException {
        return transactions
                .<Optional<StreamName>>read(connection -> {
                    try (PreparedStatement select = Rows.prepare(
                                    connection,
                                    "select s.name from repository r join link l on l.repo = r.id"
                                            + " join stream s on s.id = l.stream where r.name = ? and s.id <> ? limit 1",
                                    repository.value(),
                                    Schema.LOCAL);
                            ResultSet rows = select.executeQuery()) {
                        return rows.next() ? Optional.of(new StreamName(Rows.text(rows, 1))) : Optional.empty();
                    }
                })
                .orElse(null);
    }

    /**
     * Lets a repository give out a blob that is held.
     *
     * @param actor who asks
     * @throws UnknownContentException if it is not held at this size
     */
    public void linkBlob(RepositoryName repository, Digest digest, long size, String actor)
            throws IOException, SallyportException {
        requireLocal(repository);
        writer.submit(
                new BlobLinked(repository, digest, size), actor, connection -> requireHeld(repository, digest, size));
    }

    /**
     * Lets a repository give out a blob that another one gives out.
     *
     * @param from whose it must be
     * @return its size; empty if {@code from} does not have it
     */
    public Optional<Long> mount(RepositoryName repository, Digest digest, RepositoryName from, String actor)
            throws IOException, SallyportException {
        requireLocal(repository);
        Optional<Long> size = transactions.read(connection -> linkedSize(connection, from, digest));
        if (size.isEmpty()) {
            return Optional.empty();
        }
        try {
            writer.submit(new BlobLinked(repository, digest, size.get()), actor, connection -> {
                if (linkedSize(connection, from, digest).isEmpty()) {
                    throw new UnknownContentException(from, List.of(digest));
                }
                requireHeld(repository, digest, size.get());
            });
        } catch (UnknownContentException e) {
            return Optional.empty();
        }
        return size;
    }

    /** Repositories that give out this blob, at most {@code limit}, in no order. */
    public List<RepositoryName> having(Digest digest, int limit) throws IOException {
        return transactions.read(connection -> {
            List<RepositoryName> names = new ArrayList<>();
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select distinct r.name from link l join repository r on r.id = l.repo"
                                    + " where l.digest = ? limit ?",
                            digest.toString(),
                            limit);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(new RepositoryName(Rows.text(rows, 1)));
                }
            }
            return names;
        });
    }

    /**
     * Lets a repository give out a manifest that is held, and lets {@code tags} name it from now on.
     *
     * @param descriptor its type, digest and size
     * @param required what the repository must have by then
     * @throws UnknownContentException if the repository does not have all of {@code required}
     */
    public void putManifest(
            RepositoryName repository,
            Descriptor descriptor,
            Manifest manifest,
            Set<Digest> required,
            Collection<Tag> tags,
            String actor)
            throws IOException, SallyportException {
        requireLocal(repository);
        LocalClosure closure = new LocalClosure(
                content,
                digest -> transactions.read(
                        connection -> linkedSize(connection, repository, digest).isPresent()));
        closure.add(descriptor, manifest);
        ManifestFacts facts = new ManifestFacts(
                descriptor.digest(),
                descriptor.mediaType(),
                descriptor.size(),
                manifest.subjectDescriptor().map(Descriptor::digest).orElse(null),
                manifest.effectiveArtifactType().orElse(null),
                LinkWriter.manifests(manifest),
                LinkWriter.blobs(manifest),
                closure.size(),
                String.join(",", closure.platforms()));
        List<String> names = tags.stream().map(Tag::name).distinct().toList();
        if (!tagAgain(repository, facts, required, names, actor)) {
            writer.submit(new ManifestPut(repository, facts, names), actor, connection -> {
                requireHeld(repository, descriptor.digest(), descriptor.size());
                requireLinked(connection, repository, required);
            });
        }
    }

    // Whether the repository has that manifest, as it is: then the journal need not have all that it is made of again.
    private boolean tagAgain(
            RepositoryName repository, ManifestFacts facts, Set<Digest> required, List<String> tags, String actor)
            throws IOException, SallyportException {
        if (!transactions.read(connection -> isPut(connection, repository, facts))) {
            return false;
        }
        ManifestTagged change = new ManifestTagged(repository, facts.digest(), tags, facts.total(), facts.platforms());
        boolean[] put = new boolean[1];
        try {
            writer.submit(change, actor, connection -> {
                put[0] = isPut(connection, repository, facts);
                if (!put[0]) {
                    throw new UnknownContentException(repository, List.of(facts.digest()));
                }
                requireHeld(repository, facts.digest(), facts.size());
                requireLinked(connection, repository, required);
            });
        } catch (UnknownContentException e) {
            if (put[0]) {
                throw e;
            }
            // It was deleted or collected a moment ago.
        }
        return put[0];
    }

    private static boolean isPut(Connection connection, RepositoryName repository, ManifestFacts facts)
            throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select l.artifact_type from link l join repository r on r.id = l.repo where r.name = ?"
                                + " and l.digest = ? and l.kind = ? and l.stream = ? and l.media_type = ?",
                        repository.value(),
                        facts.digest().toString(),
                        LinkWriter.MANIFEST,
                        Schema.LOCAL,
                        facts.mediaType());
                ResultSet rows = select.executeQuery()) {
            return rows.next() && Objects.equals(rows.getString(1), facts.artifactType());
        }
    }

    private static void requireLinked(Connection connection, RepositoryName repository, Set<Digest> required)
            throws SQLException, UnknownContentException {
        Set<Digest> missing = new LinkedHashSet<>();
        for (Digest digest : required) {
            if (linkedSize(connection, repository, digest).isEmpty()) {
                missing.add(digest);
            }
        }
        if (!missing.isEmpty()) {
            throw new UnknownContentException(repository, missing);
        }
    }

    /** Takes a tag away; what it named stays. Whether there was such a tag. */
    public boolean deleteTag(RepositoryName repository, Tag tag, String actor) throws IOException, SallyportException {
        return delete(
                repository,
                new TagRemoved(repository, tag.name()),
                actor,
                "select 1 from tag t join repository r on r.id = t.repo where r.name = ? and t.kind = ? and t.name = ?",
                repository.value(),
                TagWriter.EXACT,
                tag.name());
    }

    /** Takes a manifest away, and the tags that name it. Whether there was such a manifest. */
    public boolean deleteManifest(RepositoryName repository, Digest digest, String actor)
            throws IOException, SallyportException {
        return deleteLink(repository, new ContentDeleted(repository, digest, true), LinkWriter.MANIFEST, actor);
    }

    /** Takes a blob away, also from the manifests that are made of it. Whether there was such a blob. */
    public boolean deleteBlob(RepositoryName repository, Digest digest, String actor)
            throws IOException, SallyportException {
        return deleteLink(repository, new ContentDeleted(repository, digest, false), LinkWriter.BLOB, actor);
    }

    private boolean deleteLink(RepositoryName repository, ContentDeleted change, String kind, String actor)
            throws IOException, SallyportException {
        return delete(
                repository,
                change,
                actor,
                "select 1 from link l join repository r on r.id = l.repo"
                        + " where r.name = ? and l.digest = ? and l.kind = ?",
                repository.value(),
                change.digest().toString(),
                kind);
    }

    private boolean delete(
            RepositoryName repository, ContentChange change, String actor, String isThere, Object... values)
            throws IOException, SallyportException {
        requireLocal(repository);
        try {
            writer.submit(change, actor, connection -> {
                try (PreparedStatement select = Rows.prepare(connection, isThere, values);
                        ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        throw new UnknownContentException(repository, List.of());
                    }
                }
            });
            return true;
        } catch (UnknownContentException e) {
            return false;
        }
    }

    private void requireHeld(RepositoryName repository, Digest digest, long size)
            throws IOException, UnknownContentException {
        if (content.size(digest).orElse(-1) != size) {
            throw new UnknownContentException(repository, List.of(digest));
        }
    }

    private static Optional<Long> linkedSize(Connection connection, RepositoryName repository, Digest digest)
            throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select l.size from link l join repository r on r.id = l.repo"
                                + " where r.name = ? and l.digest = ? limit 1",
                        repository.value(),
                        digest.toString());
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
        }
    }
}
