package dev.sallyport.agent.vendor;

/** What became of one signature that was found. */
sealed interface Finding {
    /** It is this key's, over this very digest. */
    record Good() implements Finding {}

    /** It is no signature of this key over what it came with. */
    record ByOtherKey() implements Finding {}

    /** It is this key's, but for something else; {@code what} is safe to print. */
    record ForOther(String what) implements Finding {}

    /** It cannot be read; {@code why} is safe to print. */
    record Unreadable(String why) implements Finding {}
}
