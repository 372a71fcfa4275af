package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A tag and what it names, as far as choosing among tags needs it.
 *
 * @param platforms {@code os/architecture[/variant]} of each that is here; empty if the manifest does not say
 */
public record TaggedImage(String tag, Digest digest, Set<String> platforms) {
    public TaggedImage {
        requireNonNull(tag, "tag is null");
        requireNonNull(digest, "digest is null");
        Set<String> plain = new TreeSet<>();
        platforms.forEach(platform -> plain.add(plain(platform)));
        platforms = Collections.unmodifiableSet(plain);
    }

    // A version of Windows is no platform of its own, and every arm64 is a v8, said or not.
    private static String plain(String platform) {
        int version = platform.indexOf(':');
        String text = version < 0 ? platform : platform.substring(0, version);
        return text.endsWith("/arm64/v8") ? text.substring(0, text.length() - "/v8".length()) : text;
    }
}
