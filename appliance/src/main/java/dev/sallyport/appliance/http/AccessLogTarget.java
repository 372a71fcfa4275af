package dev.sallyport.appliance.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the access log goes. */
public sealed interface AccessLogTarget {
    /** What names standard output. */
    String STANDARD_OUTPUT = "-";

    /** The target that a command line means by {@code text}: a file, or {@code -} for standard output. */
    static AccessLogTarget of(String text) {
        return text.equals(STANDARD_OUTPUT)
                ? new StandardOutput()
                : new File(Path.of(text).toAbsolutePath());
    }

    /** Opens it for appending. */
    OutputStream open() throws IOException;

    /** What tells whether {@link #open} would now give something else than before: the file was renamed or deleted. */
    @Nullable
    Object identity();

    /** A file; made if it is not there, readable by its owner and group. */
    record File(Path path) implements AccessLogTarget {
        public File {
            Objects.requireNonNull(path, "path is null");
        }

        @Override
        public OutputStream open() throws IOException {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            }
            return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public @Nullable Object identity() {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            } catch (IOException e) {
                return null;
            }
        }
    }

    /** Standard output; left open. */
    record StandardOutput() implements AccessLogTarget {
        @Override
        public OutputStream open() {
            return new java.io.FileOutputStream(java.io.FileDescriptor.out);
        }

        @Override
        public Object identity() {
            return Set.of();
        }
    }
}
