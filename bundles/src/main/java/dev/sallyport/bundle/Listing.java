package dev.sallyport.bundle;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one volume holds, in tar order; a digest is there once, and all together is at most an exbibyte. */
public record Listing(List<ListingEntry> entries) {
    /** The most bytes an encoded listing may have. */
    public static final int MAX_SIZE = JsonLines.MAX_SIZE;

    private static final Pattern PATH = Pattern.compile("listings/([0-9]{6})\\.jsonl");
    // An exbibyte: no medium holds it, and sums of sizes cannot overflow.
    private static final long LARGEST = 1L << 60;

    public Listing {
        entries = List.copyOf(entries);
        Set<Digest> seen = new HashSet<>();
        long bytes = 0;
        for (ListingEntry entry : entries) {
            if (!seen.add(entry.digest())) {
                throw new IllegalArgumentException("Listed twice: " + entry.digest());
            }
            if (entry.size() > LARGEST - bytes) {
                throw new IllegalArgumentException("More than " + LARGEST + " bytes");
            }
            bytes += entry.size();
        }
    }

    /** Reads a listing whose digest was verified. */
    public static Listing parse(byte[] content) throws SallyportException {
        try {
            return new Listing(JsonLines.parse("the volume's listing", content, ListingEntry::read));
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException("the volume's listing", String.valueOf(e.getMessage()));
        }
    }

    /** The name of volume {@code number}'s listing in it; numbers start at 1. */
    public static String path(int number) {
        return String.format("listings/%06d.jsonl", number);
    }

    /** The number of the volume of which this is the listing's name; empty if it is no such name. */
    static OptionalInt number(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** The listing's bytes. */
    public byte[] encode() {
        return JsonLines.encode(entries, ListingEntry::toJson);
    }

    /** What the statement says of this listing's volume. */
    public VolumeSummary summary() {
        return new VolumeSummary(
                Descriptor.of(JsonLines.MEDIA_TYPE, encode()),
                entries.size(),
                entries.stream().mapToLong(ListingEntry::size).sum());
    }
}
