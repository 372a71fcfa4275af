package dev.sallyport.agent.vendor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found of one image's signatures, put into words if none of them is good. */
final class Findings {
    private static final int MOST_TOLD = 3;

    private final Set<String> others = new LinkedHashSet<>();
    private final Set<String> unreadable = new LinkedHashSet<>();
    private int byOtherKeys;
    private int count;
    private boolean good;
    private boolean more;

    void add(Finding finding) {
        count++;
        if (finding instanceof Finding.Good) {
            good = true;
        } else if (finding instanceof Finding.ByOtherKey) {
            byOtherKeys++;
        } else if (finding instanceof Finding.ForOther other) {
            others.add(other.what());
        } else if (finding instanceof Finding.Unreadable broken) {
            unreadable.add(broken.why());
        }
    }

    /** There are more signatures than are looked at. */
    void stop() {
        more = true;
    }

    boolean isGood() {
        return good;
    }

    int count() {
        return count;
    }

    /** What there is instead of a good signature, as half a sentence. */
    String inWords() {
        List<String> parts = new ArrayList<>();
        if (!others.isEmpty()) {
            parts.add("what this key signed is " + join(others));
        }
        if (byOtherKeys > 0) {
            parts.add(
                    byOtherKeys == 1 ? "1 signature is by another key" : byOtherKeys + " signatures are by other keys");
        }
        if (!unreadable.isEmpty()) {
            parts.add("unreadable: " + join(unreadable));
        }
        if (more) {
            parts.add("there are more than the " + count + " that are looked at");
        }
        return parts.isEmpty() ? "there is no signature" : String.join("; ", parts);
    }

    String remedy() {
        if (!others.isEmpty()) {
            return "Do not use this image under this name: somebody put it where another belongs, or it was copied here from"
                    + " the repository that its signature names.";
        }
        return byOtherKeys > 0
                ? "Compare the key file with the key that the vendor publishes today; if it is the same, do not trust the image."
                : "Ask the vendor how the image is signed; signatures of cosign with a key are what can be verified here.";
    }

    private static String join(Set<String> texts) {
        List<String> told = texts.stream().limit(MOST_TOLD).toList();
        int rest = texts.size() - told.size();
        return String.join(", ", told) + (rest > 0 ? " and " + rest + " more" : "");
    }
}
