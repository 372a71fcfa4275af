package dev.sallyport.appliance.registry;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Tag;

/** Reads the digests and tags of request paths. */
final class References {
    private References() {}

    static Digest digest(String text) throws RegistryException {
        try {
            return Digest.parse(text);
        } catch (MalformedValueException e) {
            throw new RegistryException(RegistryErrorCode.DIGEST_INVALID, e.getMessage(), e.facts());
        }
    }

    static Tag tag(String text) throws RegistryException {
        try {
            return Tag.parse(text);
        } catch (MalformedValueException e) {
            throw new RegistryException(RegistryErrorCode.TAG_INVALID, e.getMessage(), e.facts());
        }
    }
}
