package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** What a command line names as a source of images. */
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
     * Reads {@code oci:PATH}, or a registry reference.
     *
     * @throws UnsupportedSourceException if it is another program's way to name a source
     * @throws SecretInReferenceException if it may hold a password; it is not shown then
     * @throws MalformedValueException if it is neither
     */
    static SourceArgument parse(String text)
            throws MalformedValueException, UnsupportedSourceException, SecretInReferenceException {
        if (text.startsWith("oci:")) {
            return new LayoutArgument(folder(text, text.substring("oci:".length())));
        }
        int at = text.indexOf('@');
        if (at >= 0 && !isDigest(text.substring(at + 1))) {
            throw new SecretInReferenceException();
        }
        int colon = text.indexOf(':');
        String transport = colon < 0 ? "" : text.substring(0, colon);
        if (UnsupportedSourceException.TRANSPORTS.contains(transport)) {
            throw new UnsupportedSourceException(transport);
        }
        return new RegistryArgument(Reference.parse(text));
    }

    private static boolean isDigest(String text) {
        return Digest.tryParse(text).isPresent()
                || List.of("sha256:", "sha512:").stream().anyMatch(text::startsWith);
    }

    private static Path folder(String text, String path) throws MalformedValueException {
        try {
            if (!path.isEmpty()) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw new MalformedValueException("source", text, "oci: and the path of a folder");
    }
}
