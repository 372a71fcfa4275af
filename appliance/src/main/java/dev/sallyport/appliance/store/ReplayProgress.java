package dev.sallyport.appliance.store;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says for people, every few seconds, how far a replay of the journal is. Used by one thread. */
final class ReplayProgress {
    private static final long INTERVAL = 5_000_000_000L;

    private final long last;
    private final Consumer<String> messages;
    private long told = System.nanoTime();
    private @Nullable JournalRecord entry;
    private long images;

    /** Of a journal whose last record has the number {@code last}. */
    ReplayProgress(long last, Consumer<String> messages) {
        this.last = last;
        this.messages = messages;
    }

    /** Tells nobody. */
    static ReplayProgress untold() {
        return new ReplayProgress(0, line -> {});
    }

    /** This record is replayed now. */
    void begin(JournalRecord now) {
        entry = now;
        images = 0;
        tell();
    }

    /** One more image of a release is through. */
    void image() {
        images++;
        tell();
    }

    private void tell() {
        long now = System.nanoTime();
        JournalRecord current = entry;
        if (now - told < INTERVAL || current == null) {
            return;
        }
        told = now;
        messages.accept("The database is being built from the journal: record " + current.number() + " of " + last
                + ", " + current.action() + ' ' + current.object() + (images == 0 ? "" : ", image " + images));
    }
}
