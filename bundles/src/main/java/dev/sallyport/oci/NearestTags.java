package dev.sallyport.oci;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which tags somebody may have meant who asked for one that is not there. */
public final class NearestTags {
    private static final int LONGEST_COMPARED = 64;

    private NearestTags() {}

    /** How near a tag is; less is nearer. */
    private record Nearness(String tag, Optional<TagVersion> version, int otherNumbers, int otherText) {}

    /**
     * The {@code most} nearest of {@code tags}, nearest first: those that share the most leading numbers, then those of similar
     * text, then the newest.
     */
    public static List<String> of(String asked, Collection<String> tags, int most) {
        Optional<TagVersion> version = TagVersion.parse(asked);
        return tags.stream()
                .distinct()
                .map(tag -> nearness(asked, version, tag))
                .sorted(Comparator.comparingInt(Nearness::otherNumbers)
                        .thenComparingInt(Nearness::otherText)
                        .thenComparing((one, other) ->
                                TagOrder.compare(other.tag(), other.version(), one.tag(), one.version())))
                .limit(most)
                .map(Nearness::tag)
                .toList();
    }

    private static Nearness nearness(String asked, Optional<TagVersion> version, String tag) {
        Optional<TagVersion> found = TagVersion.parse(tag);
        if (version.isPresent() && found.isPresent()) {
            return new Nearness(
                    tag, found, otherNumbers(version.get(), found.get()), otherText(version.get(), found.get()));
        }
        // No version means the newest: nothing is nearer than a version then.
        boolean newest = version.isEmpty() && asked.equals(AskedVersion.LATEST);
        int otherNumbers = newest ? (found.isPresent() ? 0 : 1) : TagVersion.MOST_NUMBERS;
        return new Nearness(tag, found, otherNumbers, newest ? 0 : distance(asked, tag));
    }

    private static int otherNumbers(TagVersion asked, TagVersion found) {
        int same = 0;
        while (same < Math.min(asked.size(), found.size()) && asked.number(same) == found.number(same)) {
            same++;
        }
        return asked.size() - same;
    }

    private static int otherText(TagVersion asked, TagVersion found) {
        int suffix = asked.suffix().equals(found.suffix()) ? 0 : 1 + distance(asked.suffix(), found.suffix());
        return suffix + (asked.isPrefixed() == found.isPrefixed() ? 0 : 1);
    }

    /** How many characters to add, take away or change; of long texts only their beginnings count. */
    private static int distance(String one, String other) {
        String first = one.substring(0, Math.min(LONGEST_COMPARED, one.length()));
        String second = other.substring(0, Math.min(LONGEST_COMPARED, other.length()));
        int[] before = new int[second.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int[] row = new int[second.length() + 1];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = before[j - 1] + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[second.length()];
    }
}
