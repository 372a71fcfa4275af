package dev.sallyport.appliance.store;

import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes anything. It takes the changes that wait together: one transaction validates and applies each,
 * their records are appended to the journal and synced, which is the commit point, then the transaction commits, and then
 * everybody is told.
 *
 * <p>A commit that fails after the append is no failure of the change: the journal has it. Its rows are written again from
 * there, and nothing new is taken until that worked.
 */
final class ChangeWriter implements Closeable {
    private static final int MOST_TOGETHER = 64;

    private final Journal journal;
    private final Database database;
    private final ChangeRows rows;
    private final Clock clock;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "changes");
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong accessChanges = new AtomicLong();
    private boolean behind;
    private boolean closed;

    ChangeWriter(Journal journal, Database database, ChangeRows rows, Clock clock) {
        this.journal = journal;
        this.database = database;
        this.rows = rows;
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    /** Checks, inside the transaction, whether a change may be made. */
    interface Validation {
        void check(Connection connection) throws SQLException, IOException, SallyportException;
    }

    private sealed interface Task {
        CompletableFuture<Void> done();
    }

    private record Wish(Change change, String actor, Validation validation, CompletableFuture<Void> done)
            implements Task {}

    private record Rebuild(CompletableFuture<Void> done) implements Task {}

    private record Exclusive(Step step, CompletableFuture<Void> done) implements Task {}

    private record Stop(CompletableFuture<Void> done) implements Task {}

    /**
     * Makes {@code change}, durably, and returns once readers see it.
     *
     * @throws SallyportException if {@code validation} says no; nothing changed
     * @throws JournalStoppedException if it cannot be written, and nothing can until a restart
     * @throws IOException if it cannot be written; it is unknown whether it was, until the next start
     */
    void submit(Change change, String actor, Validation validation) throws IOException, SallyportException {
        await(new Wish(change, actor, validation, new CompletableFuture<>()));
    }

    /** Writes all rows again from the journal, in one step for readers. */
    void rebuild() throws IOException, SallyportException {
        await(new Rebuild(new CompletableFuture<>()));
    }

    /** Runs {@code step} while nothing changes; it must be short. */
    void exclusively(Step step) throws IOException, SallyportException {
        await(new Exclusive(step, new CompletableFuture<>()));
    }

    /** How often anything changed since the start: what was read while this stood still is still so. */
    long changes() {
        return changes.get();
    }

    /**
     * How often users, what they may, or their tokens may have changed since the start. It moves before {@link #changes} does: who
     * sees the new number there is not judged by what was revoked.
     */
    long accessChanges() {
        return accessChanges.get();
    }

    private void await(Task task) throws IOException, SallyportException {
        synchronized (this) {
            if (closed) {
                throw new IOException("The store is closed");
            }
            queue.add(task);
        }
        try {
            task.done().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SallyportException failure) {
                throw failure;
            }
            if (cause instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("A change failed", cause);
        }
    }

    private void run() {
        List<Wish> group = new ArrayList<>();
        while (true) {
            Task task = next(group);
            if (!group.isEmpty()) {
                make(group);
                group.clear();
            }
            if (task instanceof Rebuild rebuild) {
                complete(rebuild, this::writeAgain);
            } else if (task instanceof Exclusive exclusive) {
                complete(exclusive, () -> {
                    catchUp(); // it must not decide by rows that the journal is ahead of
                    exclusive.step().run();
                });
            } else if (task instanceof Stop stop) {
                stop.done().complete(null);
                return;
            }
        }
    }

    // Waits for one task, then takes those changes that wait too; a task of another kind ends the group and is given
    // back.
    private @Nullable Task next(List<Wish> group) {
        Task task = take();
        while (task instanceof Wish wish) {
            group.add(wish);
            task = group.size() < MOST_TOGETHER ? queue.poll() : null;
        }
        return task;
    }

    private Task take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; it ends when it is told to.
            }
        }
    }

    /** Work on the thread of changes. */
    interface Step {
        void run() throws IOException, SallyportException;
    }

    private static void complete(Task task, Step step) {
        try {
            step.run();
            task.done().complete(null);
        } catch (Throwable e) {
            task.done().completeExceptionally(e);
        }
    }

    private void make(List<Wish> group) {
        List<Wish> made = new ArrayList<>();
        try {
            if (!journal.writable()) {
                throw new JournalStoppedException();
            }
            catchUp();
            JournalPosition before = journal.end();
            try {
                database.transactions().write(connection -> applyAll(connection, group, made));
            } catch (Throwable e) {
                if (journal.end().equals(before)) {
                    throw e;
                }
                behind = true;
                catchUp();
            }
            if (made.stream().anyMatch(wish -> decidesAccess(wish.change()))) {
                accessChanges.incrementAndGet();
            }
            changes.incrementAndGet();
            made.forEach(wish -> wish.done().complete(null));
        } catch (Throwable e) {
            group.forEach(wish -> wish.done().completeExceptionally(e));
        }
    }

    // That a login failed changes nothing of who may do what.
    private static boolean decidesAccess(Change change) {
        return change instanceof AccessChange && !(change instanceof AccessChange.LoginFailed);
    }

    private void applyAll(Connection connection, List<Wish> group, List<Wish> made) throws SQLException, IOException {
        List<JournalRecord> records = new ArrayList<>();
        for (Wish wish : group) {
            JournalRecord entry = new JournalRecord(
                    journal.end().number() + records.size() + 1,
                    clock.instant(),
                    wish.actor(),
                    wish.change().action(),
                    wish.change().object(),
                    wish.change().facts());
            Savepoint savepoint = connection.setSavepoint();
            try {
                entry.encode();
                wish.validation().check(connection);
                rows.apply(connection, entry);
                records.add(entry);
                made.add(wish);
            } catch (SQLException e) {
                connection.rollback(savepoint);
                wish.done().completeExceptionally(Transactions.failure(e));
            } catch (IOException | SallyportException | RuntimeException e) {
                connection.rollback(savepoint);
                wish.done().completeExceptionally(e);
            }
        }
        if (!records.isEmpty()) {
            ChangeRows.setPosition(connection, journal.positionAfter(records));
            journal.append(records);
        }
    }

    private void catchUp() throws IOException, SallyportException {
        if (behind) {
            Replay.run(journal, database.transactions(), rows, ReplayProgress.untold());
            behind = false;
            counted();
        }
    }

    private void counted() {
        accessChanges.incrementAndGet();
        changes.incrementAndGet();
    }

    private void writeAgain() throws IOException, SallyportException {
        catchUp();
        Replay.rebuild(journal, database.transactions(), rows);
        counted();
        database.flush();
    }

    /** Finishes what was asked for before, then stops. */
    @Override
    public void close() {
        Stop stop = new Stop(new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queue.add(stop);
        }
        stop.done().join();
    }
}
