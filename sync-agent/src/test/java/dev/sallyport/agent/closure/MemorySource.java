package dev.sallyport.agent.closure;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A source of test images, for tests that do many runs. Says what was fetched, and can break off. */
public final class MemorySource implements ContentSource {
    private final TestImages images;
    private final boolean listing;
    private final List<Descriptor> fetched = Collections.synchronizedList(new ArrayList<>());
    private final Map<Digest, List<Descriptor>> extraReferrers = new LinkedHashMap<>();
    private final Set<Digest> brokenAt = ConcurrentHashMap.newKeySet();
    private volatile long breakOffAfter = Long.MAX_VALUE;

    public MemorySource(TestImages images) {
        this(images, true);
    }

    /** @param listing whether it lists referrers that were not claimed */
    public MemorySource(TestImages images, boolean listing) {
        this.images = images;
        this.listing = listing;
    }

    /** What was fetched so far, in no certain order. */
    public List<Descriptor> fetched() {
        return List.copyOf(fetched);
    }

    /** Breaks every stream off after this many bytes. */
    public void breakOffAfter(long bytes) {
        breakOffAfter = bytes;
    }

    /** Breaks every stream of this content off before its first byte. */
    public void breakOff(Digest digest) {
        brokenAt.add(digest);
    }

    /** Claims a referrer, whatever the manifest says. */
    public void claimReferrer(Digest subject, Descriptor referrer) {
        extraReferrers.put(subject, List.of(referrer));
    }

    @Override
    public Descriptor resolve(Reference reference) {
        throw new UnsupportedOperationException("Roots are given by descriptor");
    }

    /** None: what is there under tags, tests of a registry say. */
    @Override
    public Optional<Descriptor> find(Reference reference) {
        return Optional.empty();
    }

    @Override
    public InputStream fetch(Descriptor descriptor, long from) throws IOException, SallyportException {
        fetched.add(descriptor);
        byte[] content = images.blobs().get(descriptor.digest());
        if (content == null) {
            throw new GoneException(descriptor);
        }
        InputStream in = new ByteArrayInputStream(content, (int) from, content.length - (int) from);
        return new BreakingStream(in, brokenAt.contains(descriptor.digest()) ? 0 : breakOffAfter);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        List<Descriptor> referrers = new ArrayList<>(listing ? images.referrers(subject) : List.of());
        referrers.addAll(extraReferrers.getOrDefault(subject, List.of()));
        return referrers;
    }

    @Override
    public void close() {}

    private static final class GoneException extends SallyportException {
        private static final long serialVersionUID = 1L;

        GoneException(Descriptor descriptor) {
            super("gone", Category.MISSING, "No " + descriptor.digest(), "", Map.of());
        }
    }

    private static final class BreakingStream extends InputStream {
        private final InputStream in;
        private long left;

        BreakingStream(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                throw new IOException("connection reset");
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }
    }
}
