package dev.sallyport.agent.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.registry.KnownManifests;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Manifests, and lists of referrers, that earlier runs fetched, in a store on disk. */
public final class CachedManifests implements KnownManifests {
    private static final String MEDIA_TYPE = "application/octet-stream";

    private final ContentStore store;

    /** @param store not used by any other process at the same time */
    public CachedManifests(ContentStore store) {
        this.store = requireNonNull(store, "store is null");
    }

    @Override
    public Optional<byte[]> find(Digest digest, int limit) throws IOException {
        Optional<StoredBlob> found = store.open(digest);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredBlob blob = found.get()) {
            if (blob.size() > limit) {
                return Optional.empty();
            }
            try (InputStream in = blob.read(0, blob.size())) {
                return Optional.of(in.readAllBytes());
            }
        }
    }

    @Override
    public synchronized void keep(Digest digest, byte[] content) throws IOException {
        if (store.open(digest).map(CachedManifests::closed).isPresent()) {
            return;
        }
        // An upload of its own: whoever asked for the manifest may be writing it into the same store at this moment.
        UploadId upload = new UploadId("m-" + UploadId.of(digest).value());
        try (PartialBlob partial = store.upload(upload)) {
            partial.write(0, new ByteArrayInputStream(content), content.length);
            partial.commit(new Descriptor(MEDIA_TYPE, digest, content.length));
        } catch (DigestMismatchException e) {
            throw new IOException("A manifest was to be kept under another's digest: " + digest, e);
        }
    }

    private static boolean closed(StoredBlob blob) {
        try {
            blob.close();
        } catch (IOException e) {
            // It was read from by nobody.
        }
        return true;
    }
}
