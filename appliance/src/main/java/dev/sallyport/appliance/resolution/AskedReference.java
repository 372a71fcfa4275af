package dev.sallyport.appliance.resolution;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reference as people write it: {@code NAME[:TAG][@DIGEST]}, the digest in full or its first 7 digits and more, with or without
 * its algorithm. A digest decides; without either the tag is {@code latest}.
 *
 * @param name as written, with the host's port if there is one
 * @param digest null if it is not given in full
 * @param shortDigest hexadecimal digits; null if none are given, or all
 */
record AskedReference(
        String name,
        @Nullable Tag tag,
        @Nullable Digest digest,
        @Nullable String shortDigest) {
    private static final int LONGEST = 1024;
    private static final Pattern SHORT = Pattern.compile("(?:sha256:|sha512:)?([0-9a-f]{7,127})");

    static AskedReference parse(String text) throws MalformedValueException {
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        String name = tagged ? named.substring(0, colon) : named;
        if (text.length() > LONGEST || name.isEmpty()) {
            throw malformed(text);
        }
        Tag tag = tagged ? Tag.parse(named.substring(colon + 1)) : null;
        if (at < 0) {
            return new AskedReference(name, tag, null, null);
        }
        String behind = text.substring(at + 1);
        Digest digest = Digest.tryParse(behind).orElse(null);
        var hex = SHORT.matcher(behind);
        if (digest == null && !hex.matches()) {
            throw malformed(text);
        }
        return new AskedReference(name, tag, digest, digest == null ? hex.group(1) : null);
    }

    private static MalformedValueException malformed(String text) {
        return new MalformedValueException("reference", text, "NAME[:TAG][@DIGEST], such as nginx:1.27");
    }

    /** The tag that decides where no digest does. */
    String tagName() {
        return tag == null ? "latest" : tag.name();
    }

    /** For people: the same in the repository that the name means. */
    String in(RepositoryName repository) {
        return repository.value()
                + (digest != null ? "@" + digest : shortDigest != null ? "@" + shortDigest : ":" + tagName());
    }
}
