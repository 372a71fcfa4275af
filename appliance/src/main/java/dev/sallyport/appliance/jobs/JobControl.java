package dev.sallyport.appliance.jobs;

/** What work in the background is told, and tells. */
public interface JobControl {
    /** Nobody listens and nobody stops it. */
    JobControl NONE = new JobControl() {
        @Override
        public void advance(String step, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void pause(long nanos) {}
    };

    /** Says that {@code done} of {@code total} of {@code step} are done; a total of 0 is not known. */
    void advance(String step, long done, long total);

    /** Whether to end at the next place at which that leaves everything in order. */
    boolean isCancelled();

    /** Lets others work for about that long; returns at once when cancelled. */
    void pause(long nanos);
}
