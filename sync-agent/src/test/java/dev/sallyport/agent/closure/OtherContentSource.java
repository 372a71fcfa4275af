package dev.sallyport.agent.closure;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.RangeIgnoredException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

/** Gives the same bytes whatever is asked for, from their start alone. */
final class OtherContentSource implements ContentSource {
    private final byte[] content;

    OtherContentSource(byte[] content) {
        this.content = content.clone();
    }

    @Override
    public Descriptor resolve(Reference reference) {
        throw new UnsupportedOperationException("Roots are given by descriptor");
    }

    @Override
    public InputStream fetch(Descriptor descriptor, long from) throws RangeIgnoredException {
        if (from > 0) {
            throw new RangeIgnoredException(descriptor.digest().toString(), from);
        }
        return new ByteArrayInputStream(content);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return List.of();
    }

    @Override
    public void close() {}
}
