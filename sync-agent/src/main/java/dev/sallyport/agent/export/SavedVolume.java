package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A volume in the output folder.
 *
 * @param number from 1
 * @param size in bytes
 * @param written whether this run wrote it; else it was there, whole
 */
public record SavedVolume(int number, Path file, long size, boolean written) {
    public SavedVolume {
        requireNonNull(file, "file is null");
    }
}
