package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.store.TagEvent;
import dev.sallyport.oci.MalformedValueException;
import java.time.DateTimeException;
import java.time.Instant;

/** Where a page of a tag's history ended, as text: {@code TIME STREAM NUMBER}, the stream empty for a local tag. */
final class HistoryKey {
    private static final int PARTS = 3;

    private HistoryKey() {}

    static String encode(TagEvent.Position position) {
        return position.time() + " " + position.stream() + " " + position.number();
    }

    static TagEvent.Position parse(String text) throws MalformedValueException {
        String[] parts = text.split(" ", -1);
        try {
            if (parts.length == PARTS) {
                return new TagEvent.Position(Instant.parse(parts[0]), parts[1], Long.parseLong(parts[2]));
            }
        } catch (DateTimeException | NumberFormatException e) {
            // As below.
        }
        throw new MalformedValueException("page", text, "what the page before gave as next");
    }
}
