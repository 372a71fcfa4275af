package dev.sallyport.agent.vendor;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.Map;

/** An image that its vendor's key does not vouch for. */
public final class UnverifiedImageException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnverifiedImageException(String image, Digest digest, VendorKey key, Findings findings) {
        super(
                "unverified-image",
                Category.REFUSED,
                image + " is not signed by " + key.file() + ": its digest is " + digest + ", and " + findings.inWords(),
                findings.remedy(),
                Map.of(
                        "image",
                        image,
                        "digest",
                        digest.toString(),
                        "key",
                        key.file(),
                        "keyDigest",
                        key.id().toString(),
                        "signatures",
                        Integer.toString(findings.count()),
                        "found",
                        findings.inWords()));
    }
}
