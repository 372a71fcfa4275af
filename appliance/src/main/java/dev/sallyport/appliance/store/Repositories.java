package dev.sallyport.appliance.store;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a repository gives out, one query each. A tag, and what refers to a manifest, is there while the release that its stream
 * shows has it; a manifest or a blob is there as long as a release that is kept has it in this repository. What people pushed is there
 * until it is deleted. Lists are in the order of their bytes. Thread-safe.
 */
public final class Repositories {
    private static final String VISIBLE = " t.from_seq <= s.current_seq and s.current_seq < t.to_seq ";

    /** Of manifests whose annotations are given out together, in bytes. */
    private static final long MOST_READ = 2 << 20;

    private final Transactions transactions;
    private final ContentStore content;

    Repositories(Transactions transactions, ContentStore content) {
        this.transactions = transactions;
        this.content = content;
    }

    /** The manifest that {@code tag} names; of several streams that have the tag, the one that is first in order decides. */
    public Optional<Descriptor> manifest(RepositoryName repository, Tag tag) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select t.media_type, t.digest, l.size,"
                    + " l.artifact_type from repository r join tag t on t.repo = r.id"
                    + " join stream s on s.id = t.stream" + StreamOrder.JOIN
                    + " join link l on l.repo = r.id and l.digest = t.digest and l.kind = ?"
                    + " where r.name = ? and t.kind = ? and t.name = ? and" + VISIBLE
                    + "order by " + StreamOrder.ORDER + ", l.stream, l.from_seq desc limit 1")) {
                select.setString(1, LinkWriter.MANIFEST);
                select.setString(2, repository.value());
                select.setString(3, TagWriter.EXACT);
                select.setString(4, tag.name());
                return descriptors(select).stream().findFirst();
            }
        });
    }

    /** The manifest with this digest, under the media type with which to serve it. */
    public Optional<Descriptor> manifest(RepositoryName repository, Digest digest) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select l.media_type, l.digest, l.size, l.artifact_type from repository r"
                            + " join link l on l.repo = r.id where r.name = ? and l.digest = ? and l.kind = ?"
                            + " order by l.stream, l.from_seq desc limit 1")) {
                select.setString(1, repository.value());
                select.setString(2, digest.toString());
                select.setString(3, LinkWriter.MANIFEST);
                return descriptors(select).stream().findFirst();
            }
        });
    }

    /** The content with this digest as a blob; a manifest is one too. */
    public Optional<Descriptor> blob(RepositoryName repository, Digest digest) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select l.media_type, l.digest, l.size, l.artifact_type from repository r"
                            + " join link l on l.repo = r.id where r.name = ? and l.digest = ? limit 1")) {
                select.setString(1, repository.value());
                select.setString(2, digest.toString());
                return descriptors(select).stream().findFirst();
            }
        });
    }

    /**
     * A page of tags.
     *
     * @param after the last tag of the page before, whether there is such a tag or not; null for the first page
     */
    public List<String> tags(RepositoryName repository, @Nullable String after, int limit) throws IOException {
        return transactions.read(connection -> {
            OptionalLong id = RepositoryRows.find(connection, repository);
            return id.isEmpty() ? List.of() : NamePages.tags(connection, id.getAsLong(), after, limit);
        });
    }

    /** Whether anything is in this repository, or was in a release that is kept. */
    public boolean exists(RepositoryName repository) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select 1 from repository where name = ?")) {
                select.setString(1, repository.value());
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    /** A page of repository names; {@code after} as for {@link #tags}. */
    public List<String> names(@Nullable String after, int limit) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select name from repository where name > ? order by name limit ?")) {
                select.setString(1, after == null ? "" : after);
                select.setInt(2, limit);
                return texts(select);
            }
        });
    }

    /**
     * A page of the manifests whose subject is {@code subject}, by digest, with their annotations. The subject itself need not
     * be here.
     *
     * @param artifactType only those of this type; null for all
     * @param after the last digest of the page before; null for the first page
     * @param limit how many at most; they are fewer, though there are more, where their annotations might be too large
     */
    public List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, @Nullable Digest after, int limit)
            throws IOException {
        List<Descriptor> found = transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select distinct l.media_type, l.digest, l.size, l.artifact_type from repository r"
                            + " join link l on l.repo = r.id join stream s on s.id = l.stream"
                            + " where r.name = ? and l.subject = ? and l.digest > ?"
                            + " and l.from_seq <= s.current_seq and s.current_seq < l.to_seq"
                            + (artifactType == null ? "" : " and l.artifact_type = ?")
                            + " order by l.digest limit ?")) {
                int column = 1;
                select.setString(column++, repository.value());
                select.setString(column++, subject.toString());
                select.setString(column++, after == null ? "" : after.toString());
                if (artifactType != null) {
                    select.setString(column++, artifactType);
                }
                select.setInt(column, limit);
                return descriptors(select);
            }
        });
        List<Descriptor> annotated = new ArrayList<>();
        long read = 0;
        for (Descriptor descriptor : found) {
            read += descriptor.size();
            if (!annotated.isEmpty() && read > MOST_READ) {
                break;
            }
            annotated.add(descriptor.withAnnotations(annotations(descriptor)));
        }
        return annotated;
    }

    /** Those of {@code digests} that no repository gives out. */
    public Set<Digest> withoutLinked(Set<Digest> digests) throws IOException {
        return transactions.read(connection -> {
            Set<Digest> left = new HashSet<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select 1 from link where digest = ? limit 1")) {
                for (Digest digest : digests) {
                    select.setString(1, digest.toString());
                    try (ResultSet rows = select.executeQuery()) {
                        if (!rows.next()) {
                            left.add(digest);
                        }
                    }
                }
            }
            return left;
        });
    }

    private static List<Descriptor> descriptors(PreparedStatement select) throws SQLException {
        List<Descriptor> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new Descriptor(
                        Rows.text(rows, 1),
                        Rows.digest(rows, 2),
                        rows.getLong(3),
                        null,
                        rows.getString(4),
                        Map.of(),
                        List.of()));
            }
        }
        return found;
    }

    private static List<String> texts(PreparedStatement select) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                texts.add(Rows.text(rows, 1));
            }
        }
        return texts;
    }

    private Map<String, String> annotations(Descriptor descriptor) throws IOException {
        Optional<StoredBlob> found = content.open(descriptor.digest());
        if (found.isEmpty()) {
            return Map.of();
        }
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, blob.size())) {
            return Manifest.parse("manifest " + descriptor.digest(), descriptor.mediaType(), in.readAllBytes())
                    .annotations();
        } catch (MalformedJsonException e) {
            throw new IOException("A published manifest cannot be read: " + descriptor.digest(), e);
        }
    }
}
