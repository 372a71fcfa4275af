package dev.sallyport.agent.vendor;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;

/** What an image has to be, so that it may be carried. */
public sealed interface VendorRequirement {
    /** It stands for this manifest and no other. */
    record PinnedTo(Digest digest) implements VendorRequirement {
        public PinnedTo {
            requireNonNull(digest, "digest is null");
        }
    }

    /** The holder of this key signed it. */
    record SignedBy(VendorKey key) implements VendorRequirement {
        public SignedBy {
            requireNonNull(key, "key is null");
        }
    }
}
