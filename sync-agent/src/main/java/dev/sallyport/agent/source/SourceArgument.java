package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command line names as a source of images and other content. */
public sealed interface SourceArgument {
    /** An image at a registry. */
    record RegistryArgument(Reference reference) implements SourceArgument {
        public RegistryArgument {
            requireNonNull(reference, "reference is null");
        }

        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /** All images of an image layout in a folder. */
    record LayoutArgument(Path folder) implements SourceArgument {
        public LayoutArgument {
            requireNonNull(folder, "folder is null");
        }

        @Override
        public String toString() {
            return "oci:" + folder;
        }
    }

    /**
     * The images of an archive.
     *
     * @param choice which of them: a name, {@code @DIGEST}, or {@code @N} from 0 on; null for all
     */
    record ArchiveArgument(
            Format format, Path file, @Nullable String choice) implements SourceArgument {
        /** What kind of archive. */
        public enum Format {
            /** An image layout in a tar archive. */
            OCI("oci-archive"),
            /** What {@code docker save} writes. */
            DOCKER("docker-archive");

            private final String transport;

            Format(String transport) {
                this.transport = transport;
            }

            /** What names it on a command line, before a colon. */
            public String transport() {
                return transport;
            }
        }

        public ArchiveArgument {
            requireNonNull(format, "format is null");
            requireNonNull(file, "file is null");
        }

        @Override
        public String toString() {
            return format.transport() + ':' + file + (choice == null ? "" : ':' + choice);
        }
    }

    /** Any file, to be carried as an artifact. */
    record FileArgument(Path file) implements SourceArgument {
        public FileArgument {
            requireNonNull(file, "file is null");
        }

        @Override
        public String toString() {
            return "file:" + file;
        }
    }

    /** A Helm chart in the file that {@code helm package} writes. */
    record ChartArgument(Path file) implements SourceArgument {
        public ChartArgument {
            requireNonNull(file, "file is null");
        }

        @Override
        public String toString() {
            return "chart:" + file;
        }
    }

    /** All that a list in a file names. */
    record ListArgument(Path file) implements SourceArgument {
        public ListArgument {
            requireNonNull(file, "file is null");
        }

        @Override
        public String toString() {
            return "list:" + file;
        }
    }

    /** As the other, with paths from where this process runs. */
    static SourceArgument parse(String text)
            throws MalformedValueException, UnsupportedSourceException, SecretInReferenceException {
        return parse(text, Path.of(""));
    }

    /**
     * Reads {@code oci:PATH}, {@code oci-archive:PATH[:NAME]}, {@code docker-archive:PATH[:NAME]}, {@code file:PATH},
     * {@code chart:PATH}, {@code list:PATH}, a registry reference, or one as Helm writes it: {@code oci://HOST/PATH:VERSION}.
     *
     * @param folder where relative paths begin
     * @throws UnsupportedSourceException if it is another program's way to name a source
     * @throws SecretInReferenceException if it may hold a password; it is not shown then
     * @throws MalformedValueException if it is neither
     */
    static SourceArgument parse(String text, Path folder)
            throws MalformedValueException, UnsupportedSourceException, SecretInReferenceException {
        if (text.startsWith("oci://") && !text.startsWith("oci:///")) {
            // Tags have no plus sign, versions do; Helm writes them so.
            return reference(text.substring("oci://".length()).replace('+', '_'));
        }
        int colon = text.indexOf(':');
        String transport = colon < 0 ? "" : text.substring(0, colon);
        if (UnsupportedSourceException.TRANSPORTS.contains(transport)) {
            requireNoSecret(text);
            throw new UnsupportedSourceException(transport);
        }
        SourcePath path = new SourcePath(text, transport, folder);
        return switch (transport) {
            case "oci" -> new LayoutArgument(path.whole());
            case "oci-archive" -> path.archive(ArchiveArgument.Format.OCI);
            case "docker-archive" -> path.archive(ArchiveArgument.Format.DOCKER);
            case "file" -> new FileArgument(path.whole());
            case "chart" -> new ChartArgument(path.whole());
            case "list" -> new ListArgument(path.whole());
            default -> reference(text);
        };
    }

    private static RegistryArgument reference(String text) throws MalformedValueException, SecretInReferenceException {
        requireNoSecret(text);
        return new RegistryArgument(Reference.parse(text));
    }

    private static void requireNoSecret(String text) throws SecretInReferenceException {
        int at = text.indexOf('@');
        if (at >= 0 && !isDigest(text.substring(at + 1))) {
            throw new SecretInReferenceException();
        }
    }

    private static boolean isDigest(String text) {
        return Digest.tryParse(text).isPresent()
                || List.of("sha256:", "sha512:").stream().anyMatch(text::startsWith);
    }
}
