package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Says of each image when the last of its blobs is here; one that nothing has to be fetched for is not spoken of. Thread-safe. */
final class ImageArrivals implements Consumer<Digest> {
    private final Map<Digest, List<String>> images = new HashMap<>();
    private final Map<String, Integer> left = new HashMap<>();
    private final Progress progress;
    private final int total;
    private int complete;

    private ImageArrivals(Draft draft, ImageContents contents, Set<Digest> wanted, Progress progress)
            throws IOException, SallyportException {
        this.progress = progress;
        for (BundleRoot root : draft.closure().roots()) {
            if (root.referrer()) {
                continue;
            }
            int count = 0;
            for (Digest digest : contents.of(root)) {
                if (wanted.contains(digest)) {
                    images.computeIfAbsent(digest, key -> new ArrayList<>()).add(name(root));
                    count++;
                }
            }
            if (count > 0) {
                left.merge(name(root), count, Integer::sum);
            }
        }
        total = left.size();
    }

    /** @param fetched what is going to be fetched */
    static ImageArrivals of(Draft draft, ImageContents contents, List<ClosureBlob> fetched, Progress progress)
            throws IOException, SallyportException {
        Set<Digest> wanted = new HashSet<>();
        fetched.forEach(blob -> wanted.add(blob.descriptor().digest()));
        return new ImageArrivals(draft, contents, wanted, progress);
    }

    private static String name(BundleRoot root) {
        return root.repository().upstreamName()
                + (root.tag() == null ? "@" + root.manifest().digest() : ":" + root.tag());
    }

    /** A blob is here. */
    @Override
    public synchronized void accept(Digest digest) {
        for (String image : images.getOrDefault(digest, List.of())) {
            if (left.merge(image, -1, Integer::sum) == 0) {
                complete++;
                progress.completed("fetched " + image + " (" + complete + " of " + total + ")");
            }
        }
        images.remove(digest);
    }
}
