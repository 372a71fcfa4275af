package dev.sallyport.content;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What an upload has written that is neither committed nor discarded.
 *
 * @param size in bytes
 * @param written when it was last written to, or begun
 */
public record PartialFile(long size, Instant written) {
    public PartialFile {
        requireNonNull(written, "written is null");
    }
}
