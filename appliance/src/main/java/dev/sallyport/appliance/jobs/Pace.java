package dev.sallyport.appliance.jobs;

import java.util.function.LongConsumer;

/**
 * Makes work that has much time leave it to whoever has not: short pieces, with pauses between them that are longer. A pull then
 * meets one short piece, and not a core that is taken for as long as a folder of blobs takes. Used by one thread.
 */
final class Pace {
    /** Shorter than a small pull, and long enough that to wait costs little of it. */
    private static final long PIECE_NANOS = 1_000_000;

    private final LongConsumer pause;
    private final int rest;
    private long begun = System.nanoTime();

    /**
     * @param pause waits for so many nanoseconds, as {@link JobControl#pause} does
     * @param rest a pause is so many times as long as the work before it
     */
    Pace(LongConsumer pause, int rest) {
        this.pause = pause;
        this.rest = rest;
    }

    /** Between two small steps, where nobody waits for this thread: pauses if it worked for long enough. */
    void step() {
        long worked = System.nanoTime() - begun;
        if (worked >= PIECE_NANOS) {
            pause.accept(rest * worked);
            begun = System.nanoTime();
        }
    }
}
