package dev.sallyport.agent.source;

/**
 * How large compressed content may become: some times its own size, so that a small file cannot fill the disk.
 *
 * @param spare how many bytes it may have whatever its size
 * @param times how many bytes more for each compressed one
 */
record Expansion(long spare, int times) {
    /** Image archives seldom reach 20 times; a layer of zeros reaches 1000. */
    static final Expansion OF_ARCHIVES = new Expansion(1L << 30, 200);

    /** The most bytes that {@code compressed} bytes may become. */
    long most(long compressed) {
        return spare + Math.multiplyExact(compressed, (long) times);
    }
}
