package dev.sallyport.terminal;

/** Told how far a step is. Called from any thread, often; returns at once. */
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (step, done, total) -> {};

    /**
     * Says that {@code done} of {@code total} bytes of {@code step} are done.
     *
     * @param step what is going on, as people read it, such as {@code fetching}
     * @param total 0 while it is not known
     */
    void advance(String step, long done, long total);

    /**
     * Says that something a person would count is done, such as an image.
     *
     * @param what it is, with what was done to it, as people read it
     */
    default void completed(String what) {}
}
