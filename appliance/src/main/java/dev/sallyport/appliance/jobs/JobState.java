package dev.sallyport.appliance.jobs;

/** How a job is. */
public enum JobState {
    /** It waits for one of its kind before it. */
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    /** It was told to end, and did before it was through. */
    CANCELLED;

    /** Whether nothing happens any more. */
    public boolean isOver() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
