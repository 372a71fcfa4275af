package dev.sallyport.agent.export;

import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What went out of a stream. Looks only: it may be asked while another process saves. */
public final class SentBundles {
    private final History history;

    private SentBundles(History history) {
        this.history = history;
    }

    /**
     * Looks into a state folder.
     *
     * @throws NoHistoryException if nothing was ever saved with it
     */
    public static SentBundles in(Path state, StreamName stream) throws IOException, SallyportException {
        Path folder = state.resolve(StateFolder.HISTORY);
        History history = History.look(folder, stream, new SystemDisk());
        if (!Files.isDirectory(folder) || history.sequences().isEmpty()) {
            throw new NoHistoryException(stream, state);
        }
        return new SentBundles(history);
    }

    /** All sequences, in their order. */
    public List<SentBundle> all() throws IOException, SallyportException {
        List<SentBundle> all = new ArrayList<>();
        for (long sequence : history.sequences()) {
            all.add(get(sequence));
        }
        return all;
    }

    /**
     * One sequence.
     *
     * @throws NoSuchSequenceException if there is none
     */
    public SentBundle get(long sequence) throws IOException, SallyportException {
        IssuedBundle bundle = history.get(sequence);
        List<Prerequisite> held = bundle.documents().prerequisiteList();
        return new SentBundle(
                bundle.statement(),
                bundle.documents().roots(),
                bundle.documents().omissions(),
                bundle.isComplete(),
                !history.isUnwritten(sequence),
                held.size(),
                held.stream().mapToLong(Prerequisite::size).sum());
    }
}
