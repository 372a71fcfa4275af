package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.TagOrder;
import dev.sallyport.oci.TagVersion;
import dev.sallyport.oci.VersionRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tags of a repository are wanted: those listed, or all that pass every test.
 *
 * <p>Tags that are versions are read by {@link TagVersion}. Unless {@code match} decides, only versions pass, and only those
 * with exactly the suffix given, or none: pre-releases never come unasked. Tags {@code sha256-HEX…}, which tie signatures
 * and the like to images, are no images of their own and pass never. Time and memory are linear in the number of tags.
 *
 * @param tags these alone; empty if tests decide
 * @param range versions in it pass; null for all
 * @param match RE2, tags that it matches as a whole pass; null for all
 * @param suffix versions that end in it pass; null as said above
 * @param exclude tags, or patterns with {@code *} and {@code ?}, that do not pass
 * @param keep of the versions that share {@code v}, suffix and the first two numbers, only this many of the newest; 0 for all
 * @param newest only this many of the newest of all, by {@link TagOrder}; applied last; 0 for all
 */
public record TagSelection(
        List<Tag> tags,
        @Nullable VersionRange range,
        @Nullable Pattern match,
        @Nullable String suffix,
        List<String> exclude,
        int keep,
        int newest) {
    private static final Pattern TIED = Pattern.compile("sha(?:256-[0-9a-f]{64}|512-[0-9a-f]{100}).*");
    private static final int NEAREST = 3;
    private static final int GROUP_NUMBERS = 2;
    private static final Comparator<Candidate> ORDER =
            (one, other) -> TagOrder.compare(one.tag, one.version, other.tag, other.version);

    public TagSelection {
        tags = List.copyOf(tags);
        exclude = List.copyOf(exclude);
        if (keep < 0 || newest < 0) {
            throw new IllegalArgumentException("A count is below 0");
        }
    }

    /** A tag that may be selected; most are read once and dropped. */
    private record Candidate(String tag, Optional<TagVersion> version) {}

    /**
     * Those of {@code present} that are wanted, the newest last.
     *
     * @param repository for messages
     * @param present what the registry lists; what is no tag is passed over
     * @throws NoTagSelectedException if there is none, or if one of those listed is not there
     */
    public List<SelectedTag> select(String repository, Collection<String> present) throws NoTagSelectedException {
        if (!tags.isEmpty()) {
            return selectListed(repository, present);
        }
        List<Candidate> selected = candidates(present);
        if (selected.isEmpty()) {
            throw new NoTagSelectedException(repository, toString(), nearestVersions(present));
        }
        if (keep > 0) {
            selected = keepNewestOfEach(selected);
        }
        selected.sort(ORDER);
        if (newest > 0 && selected.size() > newest) {
            selected = selected.subList(selected.size() - newest, selected.size());
        }
        String why = toString();
        return selected.stream()
                .map(candidate -> new SelectedTag(new Tag(candidate.tag), why))
                .toList();
    }

    /** The tags that are listed, without asking whether they are there; none if tests decide. */
    public List<SelectedTag> listed() {
        return tags.stream().map(tag -> new SelectedTag(tag, "tag listed")).toList();
    }

    /** Up to three of {@code present} that somebody may have meant who wrote {@code tag}. */
    public static List<String> nearest(String tag, Collection<String> present) {
        return present.stream()
                .filter(other -> isTag(other) && !isTied(other))
                .distinct()
                .sorted(Comparator.<String>comparingInt(other -> Nearest.distance(tag, other))
                        .thenComparing(TagOrder.INSTANCE.reversed()))
                .limit(NEAREST)
                .toList();
    }

    private List<SelectedTag> selectListed(String repository, Collection<String> present)
            throws NoTagSelectedException {
        Set<String> there = present instanceof Set<String> set ? set : new HashSet<>(present);
        List<String> missing =
                tags.stream().map(Tag::name).filter(tag -> !there.contains(tag)).toList();
        if (!missing.isEmpty()) {
            throw new NoTagSelectedException(repository, String.join(", ", missing), nearest(missing.get(0), there));
        }
        return listed();
    }

    private List<Candidate> candidates(Collection<String> present) {
        Set<String> excluded = new HashSet<>(exclude);
        List<TagPattern> patterns = exclude.stream()
                .filter(TagPattern::isPattern)
                .map(TagPattern::new)
                .toList();
        Set<String> seen = new HashSet<>();
        List<Candidate> candidates = new ArrayList<>();
        for (String tag : present) {
            Optional<TagVersion> version = TagVersion.parse(tag);
            if (passes(tag, version)
                    && !excluded.contains(tag)
                    && patterns.stream().noneMatch(pattern -> pattern.matches(tag))
                    && isTag(tag)
                    && !isTied(tag)
                    && seen.add(tag)) {
                candidates.add(new Candidate(tag, version));
            }
        }
        return candidates;
    }

    private boolean passes(String tag, Optional<TagVersion> version) {
        String wanted = suffix == null && match == null ? "" : suffix;
        return (wanted == null
                        || version.filter(found -> found.suffix().equals(wanted))
                                .isPresent())
                && (range == null || version.filter(range::contains).isPresent())
                && (match == null || match.matches(tag));
    }

    private static boolean isTag(String text) {
        try {
            return !new Tag(text).name().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTied(String tag) {
        return tag.startsWith("sha") && TIED.matches(tag);
    }

    // What is no version has no numbers to share: it is in no group and stays.
    private List<Candidate> keepNewestOfEach(List<Candidate> candidates) {
        Map<String, List<Candidate>> groups = new HashMap<>();
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.version.isPresent()) {
                groups.computeIfAbsent(group(candidate.version.get()), key -> new ArrayList<>())
                        .add(candidate);
            } else {
                kept.add(candidate);
            }
        }
        for (List<Candidate> group : groups.values()) {
            group.sort(ORDER.reversed());
            kept.addAll(group.subList(0, Math.min(keep, group.size())));
        }
        return kept;
    }

    private static String group(TagVersion version) {
        StringBuilder key = new StringBuilder(version.isPrefixed() ? "v" : "");
        for (int i = 0; i < Math.min(GROUP_NUMBERS, version.size()); i++) {
            key.append(version.number(i)).append('.');
        }
        return key.append(version.suffix()).toString();
    }

    // Those that only one test keeps away are nearer than others.
    private List<String> nearestVersions(Collection<String> present) {
        List<TagSelection> wider = List.of(
                new TagSelection(List.of(), null, match, suffix, exclude, 0, 0),
                new TagSelection(List.of(), range, Pattern.compile(".*"), null, exclude, 0, 0),
                new TagSelection(List.of(), null, Pattern.compile(".*"), null, List.of(), 0, 0));
        for (TagSelection selection : wider) {
            List<Candidate> found = selection.candidates(present);
            if (!found.isEmpty()) {
                return found.stream()
                        .sorted(ORDER.reversed())
                        .limit(NEAREST)
                        .map(Candidate::tag)
                        .toList();
            }
        }
        return List.of();
    }

    /** The selection in words, such as {@code range >=15 <18, suffix -alpine, newest 3}. */
    @Override
    public String toString() {
        if (!tags.isEmpty()) {
            return "tags " + tags.stream().map(Tag::name).collect(Collectors.joining(", "));
        }
        List<String> parts = new ArrayList<>();
        if (range != null) {
            parts.add("range " + range);
        }
        if (match != null) {
            parts.add("match " + match.pattern());
        }
        if (suffix != null) {
            parts.add("suffix " + suffix);
        }
        if (!exclude.isEmpty()) {
            parts.add("exclude " + String.join(" ", exclude));
        }
        if (keep > 0) {
            parts.add("keep " + keep);
        }
        if (newest > 0) {
            parts.add("newest " + newest);
        }
        return requireNonNull(String.join(", ", parts));
    }
}
