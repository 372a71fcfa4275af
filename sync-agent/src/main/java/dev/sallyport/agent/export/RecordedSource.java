package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a kept root came from; opened when something of it is no longer in the cache, and not before. */
final class RecordedSource implements ContentSource {
    private final BundleRoot root;
    private final SourceOpener opener;
    private @Nullable ContentSource opened;

    RecordedSource(BundleRoot root, SourceOpener opener) {
        this.root = requireNonNull(root, "root is null");
        this.opener = requireNonNull(opener, "opener is null");
    }

    @Override
    public Descriptor resolve(Reference reference) {
        throw new UnsupportedOperationException("What a kept root is was decided when it was first saved");
    }

    @Override
    public InputStream fetch(Descriptor descriptor, long from) throws IOException, SallyportException {
        try {
            return open().fetch(descriptor, from);
        } catch (SallyportException e) {
            throw e.category() == Category.MISSING ? new KeptContentGoneException(root, e) : e;
        }
    }

    private synchronized ContentSource open() throws IOException, SallyportException {
        if (opened == null) {
            opened = opener.open(root);
        }
        return opened;
    }

    /** None: what refers to a kept root is what referred to it then. */
    @Override
    public List<Descriptor> referrers(Digest subject) {
        return List.of();
    }

    @Override
    public synchronized void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
