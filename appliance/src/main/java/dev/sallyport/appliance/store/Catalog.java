package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was published, for people. Thread-safe. */
public final class Catalog {
    private static final String RELEASE = "select s.name, r.seq, r.statement, r.publisher, r.created, r.published,"
            + " r.actor, r.volumes, r.bytes, r.tags, s.current_seq from release r join stream s on s.id = r.stream";

    private final Transactions transactions;

    Catalog(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Every release, by stream, newest first. */
    public List<Release> releases() throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(RELEASE + " order by s.name, r.seq desc")) {
                return releases(select);
            }
        });
    }

    /** The release that {@code statement} became; empty if it was not published. */
    public Optional<Release> release(Digest statement) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(RELEASE + " where r.statement = ?")) {
                select.setString(1, statement.toString());
                return releases(select).stream().findFirst();
            }
        });
    }

    private static List<Release> releases(PreparedStatement select) throws SQLException {
        List<Release> releases = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                releases.add(new Release(
                        new StreamName(Rows.text(rows, 1)),
                        rows.getLong(2),
                        Rows.digest(rows, 3),
                        Rows.text(rows, 4),
                        Rows.instant(rows, 5),
                        Rows.instant(rows, 6),
                        Rows.text(rows, 7),
                        rows.getInt(8),
                        rows.getLong(9),
                        rows.getLong(10),
                        rows.getLong(2) == rows.getLong(11)));
            }
        }
        return releases;
    }

    /** Every stream of which something was published, by name. */
    public List<StreamState> streams() throws IOException {
        return transactions.read(connection -> {
            List<StreamState> streams = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("select s.name, s.current_seq, s.high_seq,"
                            + " (select r.tags from release r where r.stream = s.id and r.seq = s.current_seq)"
                            + " from stream s where s.id <> " + Schema.LOCAL + " order by s.name");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    streams.add(new StreamState(
                            new StreamName(Rows.text(rows, 1)), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
            return streams;
        });
    }

    /** What is known of {@code stream}'s past, with the statements published at {@code sequences}. */
    public StreamHistory history(StreamName stream, Set<Long> sequences) throws IOException {
        return transactions.read(connection -> ReleaseRows.history(connection, stream, sequences));
    }

    /** What a stream shows: digests by {@link Image#name()}, for the caller to change. */
    public Map<String, Digest> images(StreamName stream) throws IOException {
        return transactions.read(connection -> {
            Map<String, Digest> images = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement("select r.name, t.kind, t.name, t.digest"
                    + " from stream s join tag t on t.stream = s.id join repository r on r.id = t.repo"
                    + " where s.name = ? and t.from_seq <= s.current_seq and s.current_seq < t.to_seq")) {
                select.setString(1, stream.value());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String separator = Rows.text(rows, 2).equals(TagWriter.EXACT) ? ":" : "@";
                        images.put(Rows.text(rows, 1) + separator + Rows.text(rows, 3), Rows.digest(rows, 4));
                    }
                }
            }
            return images;
        });
    }

    /**
     * A page of the images that are shown, by repository, then tag, then those named by their digest alone.
     *
     * @param after the last image of the page before; null for the first page
     */
    public List<Image> images(@Nullable Image after, int limit) throws IOException {
        return transactions.read(connection -> images(connection, after, limit));
    }

    private static List<Image> images(Connection connection, @Nullable Image after, int limit) throws SQLException {
        List<Image> images = new ArrayList<>();
        String page = after == null
                ? ""
                : " and (r.name > ? or r.name = ? and (t.kind < ? or t.kind = ? and (t.name > ?"
                        + " or t.name = ? and s.name > ?)))";
        try (PreparedStatement select = connection.prepareStatement(
                "select r.name, t.kind, t.name, t.digest, t.media_type, t.platforms, t.size, s.name, greatest(t.from_seq, s.low_seq)"
                        + " from repository r join tag t on t.repo = r.id join stream s on s.id = t.stream"
                        + " where t.from_seq <= s.current_seq and s.current_seq < t.to_seq" + page
                        + " order by r.name, t.kind desc, t.name, s.name limit ?")) {
            int column = 1;
            if (after != null) {
                String kind = after.tag() == null ? TagWriter.DIGEST : TagWriter.EXACT;
                String name = after.tag() == null ? after.digest().toString() : after.tag();
                for (String value : List.of(
                        after.repository().value(),
                        after.repository().value(),
                        kind,
                        kind,
                        name,
                        name,
                        after.streamName())) {
                    select.setString(column++, value);
                }
            }
            select.setInt(column, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    images.add(image(rows));
                }
            }
        }
        return images;
    }

    private static Image image(ResultSet rows) throws SQLException {
        String platforms = Rows.text(rows, 6);
        return new Image(
                new RepositoryName(Rows.text(rows, 1)),
                Rows.text(rows, 2).equals(TagWriter.EXACT) ? Rows.text(rows, 3) : null,
                Rows.digest(rows, 4),
                Rows.text(rows, 5),
                platforms.isEmpty() ? List.of() : List.of(platforms.split(",")),
                rows.getLong(7),
                Rows.text(rows, 8).isEmpty() ? null : new StreamName(Rows.text(rows, 8)),
                rows.getLong(9));
    }
}
