package dev.sallyport.content;

import dev.sallyport.oci.Digest;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names an upload, and so a file under {@code partial/}: lower-case letters, digits and dashes, at most 140. */
public record UploadId(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9][a-z0-9-]{0,139}");

    public UploadId {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("Not an upload id");
        }
    }

    static Optional<UploadId> tryParse(String text) {
        return GRAMMAR.matcher(text).matches() ? Optional.of(new UploadId(text)) : Optional.empty();
    }

    /** The id under which every attempt to get this blob goes on from the last. */
    public static UploadId of(Digest digest) {
        return new UploadId(digest.algorithm().prefix() + '-' + digest.hex());
    }
}
