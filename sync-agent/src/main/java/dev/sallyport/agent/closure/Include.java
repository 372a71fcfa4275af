package dev.sallyport.agent.closure;

import dev.sallyport.oci.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What comes along with an image, beyond the image itself.
 *
 * @param allReferrers whether everything that refers to it does
 * @param kinds the kinds of referrers that do
 * @param artifactTypes the artifact types of referrers that do, in lower case
 * @param baseImages whether the images it was made from do
 */
public record Include(boolean allReferrers, Set<ReferrerKind> kinds, Set<String> artifactTypes, boolean baseImages) {
    /** Everything that refers to an image; the default. */
    public static final Include ALL_REFERRERS = new Include(true, Set.of(), Set.of(), false);

    private static final String REFERRERS = "referrers";
    private static final String BASE_IMAGES = "base-images";
    private static final String NAME = "[a-z0-9][a-z0-9!#$&^_.+-]{0,126}";
    private static final Pattern ARTIFACT_TYPE = Pattern.compile(NAME + "/" + NAME + "(;[ -~]{1,100})?");

    public Include {
        kinds = Set.copyOf(kinds);
        artifactTypes = Set.copyOf(artifactTypes);
    }

    /**
     * Reads the words of a mirror file: {@code signatures}, {@code sboms}, {@code attestations}, {@code referrers} for all of
     * these and every other, {@code base-images}, or an artifact type such as {@code application/spdx+json}. Referrers that are
     * not named do not come along, but where base images alone are named, nothing is said of referrers and all of them do. Without
     * any word nothing comes along.
     *
     * @throws UnknownIncludeException if a word is none of these
     */
    public static Include parse(List<String> words) throws UnknownIncludeException {
        boolean all = false;
        boolean bases = false;
        Set<ReferrerKind> kinds = EnumSet.noneOf(ReferrerKind.class);
        Set<String> types = new TreeSet<>();
        for (String word : words) {
            Optional<ReferrerKind> kind = Arrays.stream(ReferrerKind.values())
                    .filter(each -> each.word().equals(word))
                    .findFirst();
            String type = word.toLowerCase(Locale.ROOT);
            if (kind.isPresent()) {
                kinds.add(kind.get());
            } else if (word.equals(REFERRERS)) {
                all = true;
            } else if (word.equals(BASE_IMAGES)) {
                bases = true;
            } else if (ARTIFACT_TYPE.matcher(type).matches()) {
                types.add(type);
            } else {
                throw new UnknownIncludeException(word, words());
            }
        }
        boolean basesAlone = bases && kinds.isEmpty() && types.isEmpty();
        return new Include(all || basesAlone, kinds, types, bases);
    }

    /** The words that {@link #parse} takes, without artifact types. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        for (ReferrerKind kind : ReferrerKind.values()) {
            words.add(kind.word());
        }
        words.add(REFERRERS);
        words.add(BASE_IMAGES);
        return words;
    }

    /** Whatever this or {@code other} brings along. */
    public Include or(Include other) {
        Set<ReferrerKind> bothKinds = new HashSet<>(kinds);
        bothKinds.addAll(other.kinds);
        Set<String> bothTypes = new HashSet<>(artifactTypes);
        bothTypes.addAll(other.artifactTypes);
        return new Include(allReferrers || other.allReferrers, bothKinds, bothTypes, baseImages || other.baseImages);
    }

    /** This, with base images or without. */
    public Include withBaseImages(boolean other) {
        return new Include(allReferrers, kinds, artifactTypes, other);
    }

    /** Why a referrer of one of {@code of} stays away; empty if it comes along. */
    Optional<String> reasonToOmit(Set<ReferrerKind> of) {
        if (allReferrers || of.stream().anyMatch(kinds::contains)) {
            return Optional.empty();
        }
        return Optional.of(
                of.isEmpty()
                        ? "referrers of its kind were not asked for"
                        : of.stream().sorted().map(ReferrerKind::word).collect(Collectors.joining(" or "))
                                + " were not asked for");
    }

    /** As the other, for a referrer of which the artifact type is known. */
    Optional<String> reasonToOmit(String artifactType, Map<String, String> annotations) {
        String type = artifactType.toLowerCase(Locale.ROOT);
        int parameters = type.indexOf(';');
        if (artifactTypes.contains(type)
                || (parameters > 0
                        && artifactTypes.contains(type.substring(0, parameters).strip()))) {
            return Optional.empty();
        }
        Set<ReferrerKind> kinds = ReferrerKind.of(artifactType, annotations);
        Optional<String> reason = reasonToOmit(kinds);
        return kinds.isEmpty() && !artifactType.isEmpty()
                ? reason.map(ignored -> Printable.shorten(artifactType) + " was not asked for")
                : reason;
    }
}
