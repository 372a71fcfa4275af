package dev.sallyport.workload;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what a finder finds, each thing once, and makes full references of what people write. */
final class Findings {
    private final Set<FoundImage> images = new LinkedHashSet<>();
    private final Set<Unmirrorable> unmirrorable = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /** Adds the image that {@code text} names, or reports that it names none. */
    void image(String text, String where, How how) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            unmirrorable(where, "it names no image");
        } else if (trimmed.contains("{{")) {
            unmirrorable(where, "'" + Printable.shorten(trimmed) + "' is a template and not filled in");
        } else if (mayHoldSecret(trimmed)) {
            // Not shown: it may be a URL with a password.
            unmirrorable(
                    where, "what stands there is no image reference, and may hold a password; write HOST/PATH:TAG");
        } else {
            reference(trimmed, where, how);
        }
    }

    private void reference(String text, String where, How how) {
        try {
            images.add(new FoundImage(Reference.parse(text).toString(), Printable.clean(where), how));
        } catch (MalformedValueException e) {
            unmirrorable(where, "it is no image reference: " + e.getMessage());
        }
    }

    private static boolean mayHoldSecret(String text) {
        int at = text.indexOf('@');
        String after = text.substring(at + 1);
        return text.contains("://")
                || (at >= 0
                        && Digest.tryParse(after).isEmpty()
                        && !after.startsWith("sha256:")
                        && !after.startsWith("sha512:"));
    }

    void unmirrorable(String where, String why) {
        unmirrorable.add(new Unmirrorable(Printable.clean(where), Printable.clean(why)));
    }

    void note(String note) {
        notes.add(Printable.clean(note));
    }

    void addAll(WorkloadImages others) {
        images.addAll(others.images());
        unmirrorable.addAll(others.unmirrorable());
        notes.addAll(others.notes());
    }

    WorkloadImages all() {
        return new WorkloadImages(new ArrayList<>(images), new ArrayList<>(unmirrorable), new ArrayList<>(notes));
    }

    List<FoundImage> images() {
        return List.copyOf(images);
    }

    /** {@code FILE:LINE WHAT}. */
    static String at(Place place, String what) {
        return place.fileAndLine() + ' ' + what;
    }
}
