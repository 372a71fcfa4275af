package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

/**
 * Where something is written.
 *
 * @param file the file as its user named it
 * @param line from 1
 * @param column in characters, from 1
 */
public record Place(String file, int line, int column) {
    public Place {
        requireNonNull(file, "file is null");
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("Lines and columns count from 1");
        }
    }

    /** {@code FILE:LINE:COLUMN}, as editors and terminals take it. */
    @Override
    public String toString() {
        return file + ':' + line + ':' + column;
    }
}
