package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One repository's worth of content: a repository at a registry, or an image layout on disk. Safe for use by many threads.
 *
 * <p>Nothing that comes from here is trusted: whoever fetches computes digests.
 */
public interface ContentSource extends Closeable {
    /**
     * The descriptor of the manifest that {@code reference} names. Its digest is the one in the reference if there is one, else
     * the
     * one that the source says the tag names, which whoever fetches checks.
     *
     * @throws SallyportException if there is no such manifest (missing), the source denies it, or cannot be reached
     */
    Descriptor resolve(Reference reference) throws IOException, SallyportException;

    /**
     * As {@link #resolve}, where it is no failure that there is no such manifest: empty then.
     *
     * @throws SallyportException if the source denies it, or cannot be reached
     */
    default Optional<Descriptor> find(Reference reference) throws IOException, SallyportException {
        try {
            return Optional.of(resolve(reference));
        } catch (SallyportException e) {
            if (e.category() == Category.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The content of a manifest or blob from byte {@code from} to its end; the caller closes it. A source that cannot begin
     * there begins at 0 and says so by {@link RangeIgnoredException}.
     *
     * @throws IOException if the stream breaks off; what was read before is good as far as it goes, and may be continued
     * @throws SallyportException if there is no such content (missing), the source denies it, or cannot be reached
     */
    InputStream fetch(Descriptor descriptor, long from) throws IOException, SallyportException;

    /** The manifests whose subject is {@code subject}; none if the source knows of none. */
    List<Descriptor> referrers(Digest subject) throws IOException, SallyportException;
}
