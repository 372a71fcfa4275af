package dev.sallyport.agent.registry;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/**
 * What is at hand from earlier runs, so that a manifest whose digest is known is not fetched again: a GET of a manifest is what
 * registries count against a limit. Used by many threads at once.
 */
public interface KnownManifests {
    /** Knows nothing and keeps nothing. */
    KnownManifests NONE = new KnownManifests() {
        @Override
        public Optional<byte[]> find(Digest digest, int limit) {
            return Optional.empty();
        }

        @Override
        public void keep(Digest digest, byte[] content) {}
    };

    /**
     * The content with {@code digest}; empty if it is not at hand or has more than {@code limit} bytes. It need not be verified:
     * content of another digest counts as not at hand.
     */
    Optional<byte[]> find(Digest digest, int limit) throws IOException;

    /** Takes note of a manifest that was fetched, or of a list of referrers; {@code content} was verified and is not changed. */
    void keep(Digest digest, byte[] content) throws IOException;
}
