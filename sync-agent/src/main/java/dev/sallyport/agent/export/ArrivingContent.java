package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Content that is on its way into a store: opening a blob waits until it is there. For reading alone. */
final class ArrivingContent implements ContentStore {
    private final ContentStore store;
    private final Map<Digest, Future<Digest>> arriving;

    /** @param arriving what is being fetched; all else is in {@code store} */
    ArrivingContent(ContentStore store, Map<Digest, Future<Digest>> arriving) {
        this.store = requireNonNull(store, "store is null");
        this.arriving = Map.copyOf(arriving);
    }

    @Override
    public Optional<StoredBlob> open(Digest digest) throws IOException {
        Future<Digest> arrival = arriving.get(digest);
        if (arrival != null) {
            try {
                ParallelTasks.join(arrival);
            } catch (SallyportException e) {
                throw new IOException("Cannot go on without " + digest + ": " + e.getMessage(), e);
            }
        }
        return store.open(digest);
    }

    @Override
    public PartialBlob upload(UploadId id) {
        throw new UnsupportedOperationException("For reading alone");
    }

    @Override
    public void remove(Digest digest) {
        throw new UnsupportedOperationException("For reading alone");
    }

    @Override
    public void forEach(Consumer<Digest> visit) throws IOException {
        store.forEach(visit);
    }
}
