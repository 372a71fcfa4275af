package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.mirror.MirrorItem.ImageItem;
import dev.sallyport.agent.mirror.MirrorItem.ReferenceItem;
import dev.sallyport.agent.mirror.MirrorItem.RepositoryItem;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one run is to carry: the images of a mirror file's image items, each once, in the file's order and the newest tag
 * last. Charts, manifests and whatever else names images stay as they are in {@code file}.
 *
 * <p>An item whose tags cannot be found out does not keep the others from being found.
 *
 * @param images the images at registries
 * @param unexpanded the items that are not among them
 */
public record MirrorPlan(MirrorFile file, List<WantedImage> images, List<UnexpandedItem> unexpanded) {
    private static final String NAMED = "named in the mirror file";

    public MirrorPlan {
        requireNonNull(file, "file is null");
        images = List.copyOf(images);
        unexpanded = List.copyOf(unexpanded);
    }

    /** What the listing of one repository gave. */
    private record Listing(List<String> tags, @Nullable SallyportException failure) {}

    /** An image, or two items that disagree about it. */
    private record Merged(WantedImage image, @Nullable SallyportException failure) {}

    /**
     * Finds out what {@code file} stands for at this moment. Each repository is listed once, however many items select from it;
     * one whose tags are all named is not listed.
     *
     * @param tasks lists several repositories at once
     */
    public static MirrorPlan expand(MirrorFile file, TagLister lister, ParallelTasks tasks)
            throws IOException, SallyportException {
        Map<String, Reference> repositories = new LinkedHashMap<>();
        for (ImageItem item : file.images()) {
            if (item instanceof RepositoryItem selected
                    && selected.selection().tags().isEmpty()) {
                repositories.put(selected.name(), selected.repository());
            }
        }
        List<Listing> listings = tasks.map(List.copyOf(repositories.values()), repository -> list(repository, lister));
        Map<String, Listing> byName = new HashMap<>();
        int next = 0;
        for (String name : repositories.keySet()) {
            byName.put(name, listings.get(next++));
        }
        return expand(file, byName);
    }

    // An interruption ends the run; what a registry says is that registry's alone.
    private static Listing list(Reference repository, TagLister lister) throws IOException {
        try {
            return new Listing(lister.tags(repository), null);
        } catch (SallyportException e) {
            return new Listing(List.of(), e);
        }
    }

    private static MirrorPlan expand(MirrorFile file, Map<String, Listing> listings) {
        Map<String, WantedImage> images = new LinkedHashMap<>();
        List<UnexpandedItem> unexpanded = new ArrayList<>();
        for (ImageItem item : file.images()) {
            try {
                for (WantedImage wanted : wanted(item, listings)) {
                    add(wanted, images, unexpanded);
                }
            } catch (SallyportException e) {
                unexpanded.add(new UnexpandedItem(
                        item.place(), name(item), item.treatment().optional(), e));
            }
        }
        return new MirrorPlan(file, List.copyOf(images.values()), unexpanded);
    }

    private static void add(WantedImage wanted, Map<String, WantedImage> images, List<UnexpandedItem> unexpanded) {
        String name = wanted.reference().toString();
        WantedImage earlier = images.putIfAbsent(name, wanted);
        if (earlier != null) {
            Merged merged = merge(earlier, wanted);
            images.put(name, merged.image);
            if (merged.failure != null) {
                unexpanded.add(new UnexpandedItem(wanted.place(), name, false, merged.failure));
            }
        }
    }

    private static String name(ImageItem item) {
        if (item instanceof ReferenceItem image) {
            return image.reference().toString();
        }
        return ((RepositoryItem) item).name();
    }

    private static List<WantedImage> wanted(ImageItem item, Map<String, Listing> listings) throws SallyportException {
        if (item instanceof ReferenceItem image) {
            return List.of(new WantedImage(image.reference(), image.pin(), image.treatment(), NAMED, image.place()));
        }
        RepositoryItem repository = (RepositoryItem) item;
        Listing listing = listings.get(repository.name());
        if (listing != null && listing.failure != null) {
            throw listing.failure;
        }
        List<SelectedTag> tags =
                listing == null || !repository.selection().tags().isEmpty()
                        ? repository.selection().listed()
                        : repository.selection().select(repository.name(), listing.tags);
        return tags.stream()
                .map(selected -> new WantedImage(
                        new Reference(
                                repository.repository().host(),
                                repository.repository().repository(),
                                selected.tag(),
                                null),
                        null,
                        repository.treatment(),
                        selected.why(),
                        repository.place()))
                .toList();
    }

    // An item that names the image says it more exactly than one that selects it; but a signature that one of them asks
    // for
    // is needed whatever the other says.
    private static Merged merge(WantedImage one, WantedImage other) {
        boolean swapped = isNamed(other);
        WantedImage exact = swapped ? other : one;
        WantedImage wide = swapped ? one : other;
        Treatment first = exact.treatment();
        Treatment second = wide.treatment();
        Treatment merged = new Treatment(
                first.platforms(),
                first.include(),
                first.optional(),
                first.verify() == null ? second.verify() : first.verify());
        WantedImage image =
                new WantedImage(exact.reference(), exact.pin(), merged, joined(exact.why(), wide.why()), exact.place());
        String contradiction = contradiction(exact, wide);
        return new Merged(
                image, contradiction == null ? null : new ContradictoryItemsException(one, other, contradiction));
    }

    private static @Nullable String contradiction(WantedImage exact, WantedImage wide) {
        Treatment first = exact.treatment();
        Treatment second = wide.treatment();
        if (first.verify() != null && second.verify() != null && !first.verify().equals(second.verify())) {
            return "keys to verify it";
        }
        if (isNamed(exact)) {
            return null;
        }
        if (!first.platforms().equals(second.platforms())) {
            return "platforms";
        }
        return Objects.equals(first.include(), second.include()) ? null : "things to include";
    }

    // Selections in words begin with other words.
    private static boolean isNamed(WantedImage image) {
        return image.why().startsWith(NAMED);
    }

    private static String joined(String one, String other) {
        return one.equals(other) ? one : one + "; " + other;
    }
}
