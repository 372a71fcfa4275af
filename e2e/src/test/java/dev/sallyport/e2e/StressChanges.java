package dev.sallyport.e2e;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The changes that one user asks for, one after the other. One that the server's end broke off is in doubt until it is settled. */
final class StressChanges {
    private final StressServer server;
    private @Nullable Step doubt;

    /** Something that is asked of the server. */
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    StressChanges(StressServer server) {
        this.server = server;
    }

    /** @param outcome finds out, after the server went away, whether it was done */
    void change(StressRepository repository, Step step, Step outcome) throws IOException, InterruptedException {
        repository.begin();
        doubt = outcome;
        step.run();
        doubt = null;
    }

    /** Waits until the server is there again, and finds out what became of the change that it broke off. */
    void settle() throws InterruptedException {
        while (true) {
            server.awaitUp();
            try {
                if (doubt != null) {
                    doubt.run();
                    doubt = null;
                }
                return;
            } catch (IOException e) {
                // Gone again; it is as doubtful as before.
            }
        }
    }
}
