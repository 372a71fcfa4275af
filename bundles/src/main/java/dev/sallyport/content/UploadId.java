package dev.sallyport.content;

import dev.sallyport.oci.Digest;

/** Names an upload, and so a file under {@code partial/}: lower-case letters, digits and dashes, at most 140. */
public record UploadId(String value) {
    public UploadId {
        if (!value.matches("[a-z0-9][a-z0-9-]{0,139}")) {
            throw new IllegalArgumentException("Not an upload id");
        }
    }

    /** The id under which every attempt to get this blob goes on from the last. */
    public static UploadId of(Digest digest) {
        return new UploadId(digest.algorithm().prefix() + '-' + digest.hex());
    }
}
