package dev.sallyport.appliance.store;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Makes rows of journal records that are there already. */
final class Replay {
    private Replay() {}

    /**
     * Applies every record that the rows do not have, each in a transaction of its own.
     *
     * @return how many records that were
     */
    static long run(Journal journal, Transactions transactions, ChangeRows rows, ReplayProgress progress)
            throws IOException, SallyportException {
        JournalPosition from = transactions.read(ChangeRows::position);
        if (from.equals(journal.end())) {
            return 0;
        }
        RetiredReleases retired = RetiredReleases.in(journal);
        Journal.Visitor<Failure> visitor = (entry, after) -> {
            if (entry.number() > from.number()) {
                try {
                    transactions.write(connection -> apply(connection, rows, entry, after, retired, progress));
                } catch (IOException | SallyportException e) {
                    throw new Failure(entry, e);
                }
            }
        };
        visit(journal, visitor);
        return journal.end().number() - from.number();
    }

    /** Deletes all rows and makes them again, in one transaction: readers see the old ones until they see the new. */
    static void rebuild(Journal journal, Transactions transactions, ChangeRows rows)
            throws IOException, SallyportException {
        ReplayProgress progress = ReplayProgress.untold();
        RetiredReleases retired = RetiredReleases.in(journal);
        transactions.write(connection -> {
            ChangeRows.clear(connection);
            visit(journal, (entry, after) -> {
                try {
                    apply(connection, rows, entry, after, retired, progress);
                } catch (SQLException | IOException | SallyportException e) {
                    throw new Failure(entry, e);
                }
            });
        });
    }

    private static void visit(Journal journal, Journal.Visitor<Failure> visitor)
            throws IOException, SallyportException {
        try {
            journal.forEach(visitor);
        } catch (Failure e) {
            throw new CorruptStoreException(
                    "journal record " + e.entry.number() + ", " + e.entry.action() + ' ' + e.entry.object(),
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    private static void apply(
            Connection connection,
            ChangeRows rows,
            JournalRecord entry,
            JournalPosition after,
            RetiredReleases retired,
            ReplayProgress progress)
            throws SQLException, IOException, SallyportException {
        progress.begin(entry);
        rows.applyAgain(connection, entry, retired, progress);
        ChangeRows.setPosition(connection, after);
    }

    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient JournalRecord entry;

        Failure(JournalRecord entry, Exception cause) {
            super(cause.getMessage(), cause);
            this.entry = entry;
        }
    }
}
