package dev.sallyport.failure;

/** Decides, once for both programs, the exit code of a command and the HTTP status of an answer. */
public enum Category {
    /** Something broke that nobody expected: a disk, a bug. */
    FAILED(1, 500),
    /** The request itself makes no sense; asking again the same way cannot help. */
    USAGE(2, 400),
    /** Verification or policy says no. */
    REFUSED(3, 409),
    /** Something that is needed is not there. */
    MISSING(4, 404),
    /** The other side knows us and says no, or does not know us. */
    DENIED(5, 403),
    /** The other side does not answer, or not now. */
    UNREACHABLE(5, 503);

    private final int exitCode;
    private final int httpStatus;

    Category(int exitCode, int httpStatus) {
        this.exitCode = exitCode;
        this.httpStatus = httpStatus;
    }

    /** The exit code of a command that ends with a failure of this category. */
    public int exitCode() {
        return exitCode;
    }

    /** The HTTP status of an answer that reports a failure of this category. */
    public int httpStatus() {
        return httpStatus;
    }
}
