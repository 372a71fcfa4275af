package dev.sallyport.agent.registry;

import java.time.Duration;

/** Waits. Tests put one here that only notes for how long. */
public interface Sleeper {
    /** Waits on the thread that calls it. */
    Sleeper SYSTEM = duration -> Thread.sleep(duration.toMillis());

    /** Returns once {@code duration} has passed. */
    void sleep(Duration duration) throws InterruptedException;
}
