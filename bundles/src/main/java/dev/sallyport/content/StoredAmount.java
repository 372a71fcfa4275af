package dev.sallyport.content;

/**
 * How much of something there is.
 *
 * @param files how many
 * @param bytes of all of them
 */
public record StoredAmount(long files, long bytes) {
    /** Nothing. */
    public static final StoredAmount NONE = new StoredAmount(0, 0);

    public StoredAmount {
        if (files < 0 || bytes < 0) {
            throw new IllegalArgumentException("Below nothing: " + files + " files, " + bytes + " bytes");
        }
    }

    /** This and {@code more} bytes in one file. */
    public StoredAmount plusFile(long more) {
        return new StoredAmount(files + 1, bytes + more);
    }

    /** Both together. */
    public StoredAmount plus(StoredAmount other) {
        return new StoredAmount(files + other.files, bytes + other.bytes);
    }
}
