package dev.sallyport.appliance.uploads;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;

/**
 * Bytes that go behind those an upload has.
 *
 * @param content read to its end, and closed by whoever made it
 * @param from the byte of the blob at which it was said to begin; -1 if nothing was said
 * @param length how long it was said to be, in bytes; -1 if nothing was said
 */
public record BlobPart(InputStream content, long from, long length) {
    /** Nobody said where it begins or how long it is. */
    public static final long UNKNOWN = -1;

    public BlobPart {
        requireNonNull(content, "content is null");
        if (from < UNKNOWN || length < UNKNOWN) {
            throw new IllegalArgumentException("Not a part: " + length + " from " + from);
        }
    }

    /** Nothing. */
    public static BlobPart none() {
        return new BlobPart(InputStream.nullInputStream(), UNKNOWN, 0);
    }
}
