package dev.sallyport.yaml;

import static java.util.Objects.requireNonNull;

/**
 * Where a value begins.
 *
 * @param file the file's name as it was given to the reader
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {
    public Place {
        requireNonNull(file, "file is null");
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("Lines and columns count from 1");
        }
    }

    /** {@code FILE:LINE}, as compilers write it. */
    public String fileAndLine() {
        return file + ':' + line;
    }

    /** {@code FILE:LINE:COLUMN}. */
    @Override
    public String toString() {
        return fileAndLine() + ':' + column;
    }
}
