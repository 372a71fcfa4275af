package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What each image of a draft brings. */
final class PlannedImages {
    private PlannedImages() {}

    /** The blobs that the volumes carry. */
    static Set<Digest> carried(Draft draft) {
        return draft.plan().listings().stream()
                .flatMap(listing -> listing.entries().stream())
                .map(ListingEntry::digest)
                .collect(Collectors.toSet());
    }

    /** In the order of names; what an image brings, a later one does not bring again. */
    static List<PlannedImage> of(Draft draft, ContentCache cache) throws IOException, SallyportException {
        ImageContents contents = new ImageContents(draft.closure(), cache);
        Set<Digest> carried = carried(draft);
        Map<Digest, Long> sizes = new HashMap<>();
        draft.closure()
                .blobs()
                .forEach(blob ->
                        sizes.put(blob.descriptor().digest(), blob.descriptor().size()));
        Set<Digest> counted = new HashSet<>();
        List<PlannedImage> images = new ArrayList<>();
        List<BundleRoot> sorted = draft.closure().roots().stream()
                .sorted(Comparator.comparing(BundleRoot::name))
                .toList();
        for (BundleRoot root : sorted) {
            long size = 0;
            long fresh = 0;
            long held = 0;
            for (Digest digest : contents.of(root)) {
                long bytes = sizes.getOrDefault(digest, 0L);
                size += bytes;
                if (!carried.contains(digest)) {
                    held += bytes;
                } else if (counted.add(digest)) {
                    fresh += bytes;
                }
            }
            images.add(new PlannedImage(
                    root,
                    contents.platforms(root),
                    size,
                    fresh,
                    held,
                    contents.subject(root).orElse(null),
                    contents.configType(root)));
        }
        return images;
    }
}
