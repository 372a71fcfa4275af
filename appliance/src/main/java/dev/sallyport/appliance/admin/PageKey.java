package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.store.Image;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of images ended.
 *
 * @param tag empty for an image that is named by its digest alone
 */
record PageKey(
        RepositoryName repository,
        String tag,
        Digest digest,
        @Nullable StreamName stream) {
    private static final char SEPARATOR = ' ';
    private static final int PARTS = 4;

    static PageKey of(Image image) {
        String tag = image.tag();
        return new PageKey(image.repository(), tag == null ? "" : tag, image.digest(), image.stream());
    }

    /** Reads a key; empty, the first page, for what is none. */
    static Optional<PageKey> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        String[] parts = text.split(String.valueOf(SEPARATOR), -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Digest.tryParse(parts[2])
                    .map(digest -> new PageKey(
                            new RepositoryName(parts[0]),
                            parts[1],
                            digest,
                            parts[3].isEmpty() ? null : new StreamName(parts[3])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String encode() {
        return repository.value()
                + SEPARATOR
                + tag
                + SEPARATOR
                + digest
                + SEPARATOR
                + toImage().streamName();
    }

    Image toImage() {
        return new Image(repository, tag.isEmpty() ? null : tag, digest, "", List.of(), 0, stream, 0);
    }
}
