package dev.sallyport.agent.vendor;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ContentReader;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;

/**
 * Verifies images where they come from, before anything of them is carried. What is needed for that goes through the cache, so
 * that an image that has not changed costs no second fetch. Safe for use by many threads.
 */
public final class ImageVerifier {
    private final ContentCache cache;

    public ImageVerifier(ContentCache cache) {
        this.cache = requireNonNull(cache, "cache is null");
    }

    /**
     * Holds the manifest that {@code image} was resolved to against {@code requirement}. One good signature is enough, whatever
     * else there is: anybody who may push can add signatures.
     *
     * @throws PinnedDigestException if it is pinned to another digest
     * @throws UnverifiedImageException if no signature over this very digest is by the key
     * @throws SallyportException if the source denies what is needed, or cannot be reached
     * @throws IOException if this machine's disk fails, or the run is ended
     */
    public void verify(RootRequest image, VendorRequirement requirement) throws IOException, SallyportException {
        if (requirement instanceof VendorRequirement.PinnedTo pin) {
            if (!pin.digest().equals(image.manifest().digest())) {
                throw new PinnedDigestException(
                        image.upstreamName(), pin.digest(), image.manifest().digest());
            }
        } else if (requirement instanceof VendorRequirement.SignedBy signed) {
            ContentReader content = new ContentReader(cache, image.content(), image.repository());
            Findings findings = new SignatureSearch(content, image, signed.key()).run();
            if (!findings.isGood()) {
                throw new UnverifiedImageException(
                        image.upstreamName(), image.manifest().digest(), signed.key(), findings);
            }
        }
    }
}
