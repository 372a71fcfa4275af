package dev.sallyport.bundle;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A volume that cannot be taken: not one, truncated, malformed, damaged, or not whole. */
public final class VolumeException extends SallyportException {
    private static final long serialVersionUID = 1L;
    private static final String AGAIN =
            "Copy the volume again from where it was saved; if it is damaged there too, write it again: sync-agent save --volumes ";

    private VolumeException(
            String code, String message, String remedy, Map<String, String> facts, @Nullable Throwable cause) {
        super(code, Category.REFUSED, message, remedy, facts, cause);
    }

    static VolumeException notAVolume() {
        return new VolumeException(
                "not-a-volume",
                "This is not a volume of a bundle",
                "Give files that sync-agent save wrote.",
                Map.of(),
                null);
    }

    static VolumeException truncated(int volume, String entry, Throwable cause) {
        return new VolumeException(
                "truncated-volume",
                describe(volume) + " ends within " + Printable.shorten(entry),
                AGAIN + number(volume),
                facts(volume, entry),
                cause);
    }

    static VolumeException malformed(int volume, String entry, String why) {
        return new VolumeException(
                "malformed-volume",
                describe(volume) + " is malformed at " + Printable.shorten(entry) + ": " + why,
                AGAIN + number(volume),
                facts(volume, entry),
                null);
    }

    /** An entry whose content is not what its name says, as {@code cause} found. */
    public static VolumeException damaged(int volume, String entry, SallyportException cause) {
        return new VolumeException(
                "damaged-entry",
                describe(volume) + " is damaged at " + Printable.shorten(entry) + ": " + cause.getMessage(),
                AGAIN + number(volume),
                facts(volume, entry),
                cause);
    }

    static VolumeException missing(int volume, ListingEntry entry) {
        return new VolumeException(
                "missing-entry",
                describe(volume) + " lacks " + entry.path() + ", which its listing names",
                AGAIN + number(volume),
                facts(volume, entry.path()),
                null);
    }

    private static String describe(int volume) {
        return volume == 0 ? "The volume" : "Volume " + volume;
    }

    private static String number(int volume) {
        return volume == 0 ? "N" : Integer.toString(volume);
    }

    private static Map<String, String> facts(int volume, String entry) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (volume > 0) {
            facts.put("volume", Integer.toString(volume));
        }
        facts.put("entry", Printable.shorten(entry));
        return facts;
    }
}
