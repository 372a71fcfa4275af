package dev.sallyport.agent.source;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The files of an image layout, in a folder or in an archive. Safe for use by many threads.
 *
 * <pre>
 * oci-layout            the layout's version
 * index.json            its roots
 * blobs/ALGORITHM/HEX   all content
 * </pre>
 */
interface LayoutFiles {
    /** The folder or archive as it was named, for messages. */
    Path path();

    /** How a command line names it, wherever that is run. */
    String address();

    /**
     * A whole document of the layout itself.
     *
     * @throws SallyportException if there is none, or it has more than {@code limit} bytes
     */
    byte[] document(String name, int limit) throws IOException, SallyportException;

    /**
     * Content from byte {@code from} on; its size is as the descriptor says, its bytes are not verified.
     *
     * @throws SallyportException if there is none, or it has another size
     */
    InputStream open(Descriptor descriptor, long from) throws IOException, SallyportException;

    /** A manifest, whole and verified. */
    default byte[] manifest(Descriptor descriptor) throws IOException, SallyportException {
        if (descriptor.size() > Manifest.MAX_SIZE) {
            throw new LayoutException(
                    path(),
                    descriptor.digest() + " has " + descriptor.size() + " bytes, more than the " + Manifest.MAX_SIZE
                            + " that a manifest may have");
        }
        byte[] content;
        try (InputStream in = open(descriptor, 0)) {
            content = in.readNBytes((int) descriptor.size());
        }
        Digest found = Digest.of(descriptor.digest().algorithm(), content);
        if (!found.equals(descriptor.digest())) {
            throw DigestMismatchException.ofDigest(descriptor.digest(), found);
        }
        return content;
    }
}
