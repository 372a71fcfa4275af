package dev.sallyport.testkit;

import java.io.IOException;

/** What a {@link RecordingDisk} throws once the machine it stands for is dead. */
public final class SimulatedCrash extends IOException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String operation) {
        super("The machine stopped at " + operation);
    }
}
