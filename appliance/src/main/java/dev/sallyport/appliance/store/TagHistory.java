package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tags named before. Of local tags everything is known; of a stream's what the releases say that are kept, not which of them was
 * shown when. Thread-safe.
 */
public final class TagHistory {
    // Parameters: repository, tag, time, time, number.
    private static final String LOCAL = "select h.at, h.actor, '', h.number, '', (select p.digest from tag_history p"
            + " where p.repository = h.repository and p.tag = h.tag and p.number < h.number"
            + " order by p.number desc limit 1), h.digest, not exists (select 1 from tag_history n"
            + " where n.repository = h.repository and n.tag = h.tag and n.number > h.number)"
            + " from tag_history h where h.repository = ? and h.tag = ?"
            + " and (h.at < ? or h.at = ? and h.number < ?) order by h.at desc, h.number desc limit ?";

    private static final String FROM =
            " from repository p join tag t on t.repo = p.id join stream s on s.id = t.stream";
    private static final String OF_STREAM =
            " where p.name = ? and t.kind = '" + TagWriter.EXACT + "' and t.name = ? and s.id <> " + Schema.LOCAL;
    private static final String OLDER =
            " and (r.published < ? or r.published = ? and (s.name < ? or s.name = ? and r.seq < ?))"
                    + " order by r.published desc, s.name desc, r.seq desc limit ?";

    // What a release before those that are kept began is told of the first that is.
    private static final String BEGUN =
            "select r.published, r.actor, s.name, r.seq, r.publisher, (select o.digest from tag o"
                    + " where o.repo = t.repo and o.kind = t.kind and o.name = t.name and o.stream = t.stream"
                    + " and o.to_seq = t.from_seq), t.digest, t.from_seq <= s.current_seq and s.current_seq < t.to_seq"
                    + FROM + " join release r on r.stream = t.stream and r.seq = greatest(t.from_seq, s.low_seq)"
                    + OF_STREAM
                    + OLDER;

    private static final String ENDED = "select r.published, r.actor, s.name, r.seq, r.publisher, t.digest, '',"
            + " t.to_seq <= s.current_seq and not exists (select 1 from tag m where m.repo = t.repo and m.kind = t.kind"
            + " and m.name = t.name and m.stream = t.stream and m.from_seq > t.to_seq and m.from_seq <= s.current_seq)"
            + FROM + " join release r on r.stream = t.stream and r.seq = t.to_seq" + OF_STREAM
            + " and not exists (select 1 from tag n where n.repo = t.repo and n.kind = t.kind and n.name = t.name"
            + " and n.stream = t.stream and n.from_seq = t.to_seq)" + OLDER;

    private static final Comparator<TagEvent> NEWEST_FIRST =
            Comparator.comparing(TagEvent::position).reversed();

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final Transactions transactions;

    TagHistory(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A page of what happened to a tag, the newest first.
     *
     * @param before where the page before ended: only what is older; null for the first page
     */
    public List<TagEvent> events(RepositoryName repository, Tag tag, TagEvent.@Nullable Position before, int limit)
            throws IOException {
        return transactions.read(connection -> {
            List<TagEvent> events = new ArrayList<>(local(connection, repository, tag, before, limit));
            events.addAll(released(connection, BEGUN, repository, tag, before, limit));
            events.addAll(released(connection, ENDED, repository, tag, before, limit));
            events.sort(NEWEST_FIRST);
            return List.copyOf(events.subList(0, Math.min(limit, events.size())));
        });
    }

    private static List<TagEvent> local(
            Connection connection, RepositoryName repository, Tag tag, TagEvent.@Nullable Position before, int limit)
            throws SQLException {
        // At one time, what is local is the oldest: its stream's name is empty.
        long number = before == null || !before.stream().isEmpty() ? Long.MAX_VALUE : before.number();
        Object time = time(before);
        try (PreparedStatement select =
                Rows.prepare(connection, LOCAL, repository.value(), tag.name(), time, time, number, limit)) {
            return events(select);
        }
    }

    private static List<TagEvent> released(
            Connection connection,
            String sql,
            RepositoryName repository,
            Tag tag,
            TagEvent.@Nullable Position before,
            int limit)
            throws SQLException {
        String stream = before == null ? "" : before.stream();
        long number = before == null ? 0 : before.number();
        Object time = time(before);
        try (PreparedStatement select = Rows.prepare(
                connection, sql, repository.value(), tag.name(), time, time, stream, stream, number, limit)) {
            return events(select);
        }
    }

    private static Object time(TagEvent.@Nullable Position before) {
        return Rows.timestamp(before == null ? END_OF_TIME : before.time());
    }

    private static List<TagEvent> events(PreparedStatement select) throws SQLException {
        List<TagEvent> events = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String stream = Rows.text(rows, 3);
                events.add(new TagEvent(
                        Rows.instant(rows, 1),
                        Rows.text(rows, 2),
                        stream.isEmpty() ? null : new StreamName(stream),
                        rows.getLong(4),
                        Rows.text(rows, 5),
                        digest(rows.getString(6)),
                        digest(rows.getString(7)),
                        rows.getBoolean(8)));
            }
        }
        return events;
    }

    private static @Nullable Digest digest(@Nullable String text) {
        return text == null || text.isEmpty() ? null : Digest.tryParse(text).orElseThrow();
    }
}
