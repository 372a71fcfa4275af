package dev.sallyport.agent.export;

/** What the next bundle takes the far side to hold already, and so does not carry. */
public sealed interface BaseChoice {
    /** Nothing; and if nothing changed since the newest bundle, that one is made whole instead of a new one. */
    record WhenChanged() implements BaseChoice {}

    /** Nothing, in a new bundle even if nothing changed. */
    record Full() implements BaseChoice {}

    /** What this sequence has, since the operator knows that it was published; in a new bundle even if nothing changed. */
    record Published(long sequence) implements BaseChoice {
        public Published {
            if (sequence < 1) {
                throw new IllegalArgumentException("sequence is below 1");
            }
        }
    }

    /** What the newest bundle that was written to its end has; if nothing changed since, nothing is written. */
    record Delivered() implements BaseChoice {}
}
