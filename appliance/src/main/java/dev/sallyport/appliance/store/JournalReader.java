package dev.sallyport.appliance.store;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the journal from its beginning, up to where it was when this was opened. For one thread. */
public final class JournalReader implements Closeable {
    private final JournalScanner scanner;
    private final long last;

    JournalReader(JournalScanner scanner, long last) {
        this.scanner = scanner;
        this.last = last;
    }

    /**
     * The next record; null after the last.
     *
     * @throws CorruptJournalException if the journal is not as it was written
     */
    public @Nullable JournalRecord next() throws IOException, CorruptJournalException {
        return scanner.position().number() >= last ? null : scanner.next();
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }
}
