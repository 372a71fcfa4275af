package dev.sallyport.content;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Blobs by digest. A blob is there whole and durable, or not at all. Safe for use by many threads.
 */
public interface ContentStore {
    /** The blob with this digest, for the caller to close; empty if it is not held. */
    Optional<StoredBlob> open(Digest digest) throws IOException;

    /**
     * Begins or resumes writing a blob; what an earlier run wrote under the same id is still there. Only one upload of an id
     * is open at a time.
     *
     * @throws IllegalStateException if it is open already
     */
    PartialBlob upload(UploadId id) throws IOException;

    /** Removes a blob; one that is not held is no error. Readers that have it open go on reading. */
    void remove(Digest digest) throws IOException;

    /** Visits every blob held, in no order. Blobs that come or go meanwhile may or may not be visited. */
    void forEach(Consumer<Digest> visit) throws IOException;
}
