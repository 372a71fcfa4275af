package dev.sallyport.oci;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What tags that are not there stand for: the grammar and the rules of {@code docs/tag-resolution.md}. The same tags in any
 * order give the same choice.
 */
public final class DerivedTags {
    private static final Comparator<Candidate> HIGHEST_FIRST = Comparator.comparing(
                    Candidate::version, TagVersion.ORDER.reversed())
            .thenComparing(candidate -> candidate.image().tag());

    private DerivedTags() {}

    private record Candidate(TaggedImage image, TagVersion version) {}

    /**
     * Everything that derives from {@code tags}, by what is asked for as {@link AskedVersion#toString()} writes it. What is a
     * tag itself is left out; losses are not told.
     */
    public static SortedMap<String, TagChoice> all(Collection<TaggedImage> tags) {
        Set<String> exact = new HashSet<>();
        Map<String, List<Candidate>> candidates = new HashMap<>();
        for (TaggedImage image : tags) {
            exact.add(image.tag());
            TagVersion.parse(image.tag())
                    .ifPresent(version -> AskedVersion.standingFor(version)
                            .forEach(asked -> candidates
                                    .computeIfAbsent(asked, unused -> new ArrayList<>())
                                    .add(new Candidate(image, version))));
        }
        candidates.keySet().removeAll(exact);
        SortedMap<String, TagChoice> choices = new TreeMap<>();
        candidates.forEach((asked, found) -> choices.put(asked, choose(asked, found, false)));
        return choices;
    }

    /** What {@code asked} stands for; empty if it is a tag itself, never derives, or has no candidate. */
    public static Optional<TagChoice> of(String asked, Collection<TaggedImage> tags) {
        Optional<AskedVersion> version = AskedVersion.parse(asked);
        if (version.isEmpty() || tags.stream().anyMatch(image -> image.tag().equals(asked))) {
            return Optional.empty();
        }
        String canonical = version.get().toString();
        List<Candidate> found = new ArrayList<>();
        for (TaggedImage image : tags) {
            // Written without leading zeros it is a tag, so that tag is meant.
            if (image.tag().equals(canonical)) {
                return Optional.of(new TagChoice(asked, List.of(image), List.of()));
            }
            TagVersion.parse(image.tag())
                    .filter(version.get()::isCandidate)
                    .ifPresent(candidate -> found.add(new Candidate(image, candidate)));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(choose(asked, found, true));
    }

    private static TagChoice choose(String asked, List<Candidate> all, boolean tell) {
        List<Candidate> candidates = new ArrayList<>(all);
        List<TagChoice.Loss> losses = new ArrayList<>();
        if (asked.equals(AskedVersion.LATEST)
                && !candidates.stream()
                        .allMatch(candidate -> candidate.version().isCalendar())) {
            candidates.removeIf(candidate -> candidate.version().isCalendar());
        }
        candidates.sort(HIGHEST_FIRST);
        int at = 0;
        while (true) {
            int next = endOfEqual(candidates, at);
            List<Candidate> equal = candidates.subList(at, next);
            List<Candidate> lower =
                    next == candidates.size() ? List.of() : candidates.subList(next, endOfEqual(candidates, next));
            Map<Digest, TaggedImage> different = new LinkedHashMap<>();
            equal.forEach(candidate -> different.putIfAbsent(candidate.image().digest(), candidate.image()));
            Set<String> lacking = different.size() > 1 ? Set.of() : lacking(equal, lower);
            if (lacking.isEmpty()) {
                if (tell) {
                    tellLower(candidates.subList(next, candidates.size()), equal.get(0), losses);
                    tellCalendar(all, candidates, losses);
                }
                return new TagChoice(asked, List.copyOf(different.values()), losses);
            }
            if (tell) {
                String why = "lacks " + String.join(", ", lacking) + ", which "
                        + lower.get(0).image().tag() + " has";
                equal.forEach(candidate ->
                        losses.add(new TagChoice.Loss(candidate.image().tag(), why)));
            }
            at = next;
        }
    }

    private static int endOfEqual(List<Candidate> candidates, int from) {
        int end = from;
        while (end < candidates.size()
                && TagVersion.ORDER.compare(
                                candidates.get(end).version(),
                                candidates.get(from).version())
                        == 0) {
            end++;
        }
        return end;
    }

    private static Set<String> lacking(List<Candidate> equal, List<Candidate> lower) {
        Set<String> lacking = new TreeSet<>();
        lower.forEach(candidate -> lacking.addAll(candidate.image().platforms()));
        equal.forEach(candidate -> lacking.removeAll(candidate.image().platforms()));
        return lacking;
    }

    private static void tellLower(List<Candidate> lower, Candidate chosen, List<TagChoice.Loss> losses) {
        String why = "lower than " + chosen.image().tag();
        lower.forEach(
                candidate -> losses.add(new TagChoice.Loss(candidate.image().tag(), why)));
    }

    private static void tellCalendar(List<Candidate> all, List<Candidate> kept, List<TagChoice.Loss> losses) {
        Set<String> known =
                kept.stream().map(candidate -> candidate.image().tag()).collect(Collectors.toCollection(HashSet::new));
        all.stream()
                .map(candidate -> candidate.image().tag())
                .filter(tag -> !known.contains(tag))
                .sorted(TagOrder.INSTANCE.reversed())
                .forEach(tag ->
                        losses.add(new TagChoice.Loss(tag, "a date counts only where there is no other version")));
    }
}
