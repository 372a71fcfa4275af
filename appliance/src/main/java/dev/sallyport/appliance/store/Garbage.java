package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the collection asks about links and releases. Thread-safe. */
public final class Garbage {
    private static final int PAGE = 10_000;

    private final Transactions transactions;

    Garbage(Transactions transactions) {
        this.transactions = transactions;
    }

    /** How many manifests there are of which nobody knows what they are made of, because their bytes are gone. */
    public long unreadManifests() throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select count(*) from unread");
                    ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** The releases that were not retired, by stream, newest first. */
    public List<KeptRelease> releases() throws IOException {
        return transactions.read(connection -> {
            List<KeptRelease> releases = new ArrayList<>();
            try (PreparedStatement select =
                            connection.prepareStatement("select s.name, r.seq, r.published, s.current_seq"
                                    + " from release r join stream s on s.id = r.stream"
                                    + " where r.seq >= s.low_seq order by s.name, r.seq desc");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    releases.add(new KeptRelease(
                            new StreamName(Rows.text(rows, 1)),
                            rows.getLong(2),
                            Rows.instant(rows, 3),
                            rows.getLong(4)));
                }
            }
            return releases;
        });
    }

    /**
     * Those of {@code digests} that no repository gives out, or would after {@code planned}. One pass over the index of links, in
     * pages, however many there are. The links themselves are read only if something is planned: they lie all over the file.
     *
     * @param digests of one algorithm, sorted
     */
    public List<Digest> withoutLink(List<Digest> digests, PlannedRemovals planned) throws IOException {
        if (digests.isEmpty()) {
            return List.of();
        }
        return transactions.read(connection -> {
            Merge merge = new Merge(digests, planned, streams(connection, planned));
            String after = digests.get(0).toString();
            // The first page may begin with the digest itself.
            boolean more = page(connection, merge, after, ">=");
            while (more) {
                more = page(connection, merge, merge.last, ">");
            }
            return merge.finish();
        });
    }

    private static boolean page(Connection connection, Merge merge, String after, String comparison)
            throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select " + merge.columns() + " from link where digest " + comparison
                                + " ? and digest <= ? order by digest limit " + PAGE,
                        after,
                        merge.end());
                ResultSet rows = select.executeQuery()) {
            int count = 0;
            while (rows.next()) {
                count++;
                merge.link(rows);
            }
            if (count < PAGE) {
                return false;
            }
        }
        // A page may end among the links of one digest: the next page begins after it, so the rest is asked for here.
        try (PreparedStatement select = Rows.prepare(
                        connection, "select " + merge.columns() + " from link where digest = ?", merge.last);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                merge.link(rows);
            }
        }
        return true;
    }

    private static Map<Long, Long> streams(Connection connection, PlannedRemovals planned) throws SQLException {
        Map<Long, Long> streams = new HashMap<>();
        for (Map.Entry<StreamName, Long> retired : planned.retired().entrySet()) {
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select id from stream where name = ?",
                            retired.getKey().value());
                    ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    streams.put(rows.getLong(1), retired.getValue());
                }
            }
        }
        return streams;
    }

    /** Goes through sorted digests and sorted links side by side. */
    private static final class Merge {
        private final List<Digest> digests;
        private final PlannedRemovals planned;
        private final Map<Long, Long> retired;
        private final List<Digest> unlinked = new ArrayList<>();
        private int at;
        private String current;
        private boolean linked;
        private String last = "";

        Merge(List<Digest> digests, PlannedRemovals planned, Map<Long, Long> retired) {
            this.digests = digests;
            this.current = digests.get(0).toString();
            this.planned = planned;
            this.retired = retired;
        }

        String end() {
            return digests.get(digests.size() - 1).toString();
        }

        String columns() {
            return planned.isEmpty() ? "digest" : "digest, repo, kind, stream, to_seq";
        }

        void link(ResultSet rows) throws SQLException {
            last = Rows.text(rows, 1);
            while (at < digests.size() && current.compareTo(last) < 0) {
                next();
            }
            if (at < digests.size() && !linked && current.equals(last)) {
                linked = planned.isEmpty() || stays(digests.get(at), rows);
            }
        }

        private boolean stays(Digest digest, ResultSet rows) throws SQLException {
            long stream = rows.getLong(4);
            return stream == Schema.LOCAL
                    ? !planned.isRemovedLocal(rows.getLong(2), Rows.text(rows, 3), digest)
                    : rows.getLong(5) > retired.getOrDefault(stream, 0L);
        }

        private void next() {
            if (!linked) {
                unlinked.add(digests.get(at));
            }
            linked = false;
            at++;
            current = at < digests.size() ? digests.get(at).toString() : "";
        }

        List<Digest> finish() {
            while (at < digests.size()) {
                next();
            }
            return unlinked;
        }
    }
}
