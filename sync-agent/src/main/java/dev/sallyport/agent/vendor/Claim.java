package dev.sallyport.agent.vendor;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;

/**
 * What a signer said that was signed.
 *
 * @param digest a digest's text
 * @param repository a repository's name, with or without a tag; empty if nothing is said of it
 */
record Claim(String digest, String repository) {
    /** What this is for the image that was asked for. Only for claims whose signature is good. */
    Finding about(Digest image, RepositoryName name, VendorKey key) {
        if (!digest.equals(image.toString())) {
            return new Finding.ForOther(Printable.shorten(digest));
        }
        if (!repository.isBlank() && !key.isForAnyRepository() && !isIn(name)) {
            return new Finding.ForOther("this digest in " + Printable.shorten(repository));
        }
        return new Finding.Good();
    }

    private boolean isIn(RepositoryName name) {
        try {
            return Reference.parse(repository).repositoryName().equals(name);
        } catch (MalformedValueException e) {
            return false;
        }
    }
}
