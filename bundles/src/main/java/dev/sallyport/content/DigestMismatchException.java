package dev.sallyport.content;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.Map;

/** Content that is not what its digest or size says. */
public final class DigestMismatchException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private DigestMismatchException(Digest expected, String wanted, String found) {
        super(
                "digest-mismatch",
                Category.REFUSED,
                "Content is not " + expected + ": expected " + wanted + ", found " + found,
                "Get the content again; if it differs again, it is damaged or forged where it comes from.",
                Map.of("digest", expected.toString(), "expected", wanted, "found", found));
    }

    /** The size differs; the digest was not computed. */
    public static DigestMismatchException ofSize(Digest expected, long expectedSize, long foundSize) {
        return new DigestMismatchException(expected, expectedSize + " bytes", foundSize + " bytes");
    }

    /** The size is right and the digest differs. */
    public static DigestMismatchException ofDigest(Digest expected, Digest found) {
        return new DigestMismatchException(expected, expected.toString(), found.toString());
    }
}
