package dev.sallyport.appliance.resolution;

import dev.sallyport.appliance.store.AliasEntry;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.appliance.store.TagEntry;
import dev.sallyport.appliance.store.TagLookup;
import dev.sallyport.appliance.store.TagLookup.Derived;
import dev.sallyport.appliance.store.TagLookup.LeftOut;
import dev.sallyport.oci.AskedVersion;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.NearestTags;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.TagVersion;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a reference in a repository names: an exact tag, else an alias, else a derived tag, else the beginning of a digest. The
 * rules are those of {@code docs/tag-resolution.md}. Thread-safe.
 */
public final class TagResolution {
    private static final Pattern SHORT_DIGEST = Pattern.compile("[0-9a-f]{7,128}");
    private static final int MOST_NAMED = 3;
    private static final int FEW = 200;
    private static final int SOME = 40;
    private static final int MOST_PREFIXES = 10;
    /** Greater than every tag. */
    private static final String END = "~";

    private final ApplianceStore store;
    private final boolean derives;

    /** @param derives whether tags that are not there may stand for others */
    public TagResolution(ApplianceStore store, boolean derives) {
        this.store = store;
        this.derives = derives;
    }

    /** What {@code tag} names in {@code repository}; empty if nothing, or more than one thing. */
    public Optional<TagAnswer> find(RepositoryName repository, Tag tag) throws IOException {
        Optional<Descriptor> exact = store.repositories().manifest(repository, tag);
        if (exact.isPresent()) {
            return exact.map(manifest -> TagAnswer.exact(tag, manifest));
        }
        Optional<TagAnswer> found = alias(repository, tag);
        if (found.isEmpty() && derives) {
            found = derived(repository, tag);
        }
        return found.isPresent() ? found : shortDigest(repository, tag.name());
    }

    private Optional<TagAnswer> alias(RepositoryName repository, Tag tag) throws IOException {
        Optional<AliasEntry> alias = store.names().alias(new ImageName(repository, tag));
        Tag target = alias.map(entry -> entry.target().tag()).orElse(null);
        return target == null
                ? Optional.empty()
                : store.repositories()
                        .manifest(repository, target)
                        .map(manifest -> new TagAnswer(TagRule.ALIAS, tag.name(), target.name(), manifest));
    }

    private Optional<TagAnswer> derived(RepositoryName repository, Tag tag) throws IOException {
        Optional<AskedVersion> asked = AskedVersion.parse(tag.name());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        String canonical = asked.get().toString();
        if (!canonical.equals(tag.name()) && !LocalContent.isLocalName(repository)) {
            Optional<Descriptor> exact = store.repositories().manifest(repository, new Tag(canonical));
            if (exact.isPresent()) {
                return exact.map(manifest -> new TagAnswer(TagRule.DERIVED, tag.name(), canonical, manifest));
            }
        }
        Optional<Derived> derived = store.tags().derived(repository, canonical);
        if (derived.isEmpty() || derived.get().tie() != null) {
            return Optional.empty();
        }
        TagEntry target = derived.get().target();
        if (target == null) {
            return Optional.empty();
        }
        return store.repositories()
                .manifest(repository, target.digest())
                .map(manifest ->
                        new TagAnswer(TagRule.DERIVED, tag.name(), target.tag(), typed(manifest, target.mediaType())));
    }

    private static Descriptor typed(Descriptor manifest, String mediaType) {
        return new Descriptor(
                mediaType,
                manifest.digest(),
                manifest.size(),
                manifest.platform(),
                manifest.artifactType(),
                manifest.annotations(),
                manifest.urls());
    }

    /** The manifest whose digest begins with {@code hex}, if there is one alone. */
    public Optional<TagAnswer> shortDigest(RepositoryName repository, String hex) throws IOException {
        if (!SHORT_DIGEST.matcher(hex).matches()) {
            return Optional.empty();
        }
        List<Digest> found = store.tags().manifests(repository, hex, 2);
        return found.size() != 1
                ? Optional.empty()
                : store.repositories()
                        .manifest(repository, found.get(0))
                        .map(manifest -> new TagAnswer(TagRule.SHORT_DIGEST, hex, null, manifest));
    }

    /** Why this digest is not in the repository, as far as it is known; empty if it is not. */
    public String explain(RepositoryName repository, Digest digest) throws IOException {
        Optional<LeftOut> leftOut = store.tags().leftOut(repository, digest);
        if (leftOut.isEmpty()) {
            leftOut = store.tags().leftOut(repository, digest.toString());
        }
        return leftOut.map(TagResolution::text).orElse("");
    }

    /** Why this tag answers nothing, and which tags are near it; empty if there is nothing to say. */
    public String explain(RepositoryName repository, Tag tag) throws IOException {
        Optional<LeftOut> leftOut = store.tags().leftOut(repository, tag.name());
        if (leftOut.isPresent()) {
            return text(leftOut.get());
        }
        Optional<String> tie = tie(repository, tag);
        if (tie.isPresent()) {
            return tie.get();
        }
        if (SHORT_DIGEST.matcher(tag.name()).matches()) {
            List<Digest> several = store.tags().manifests(repository, tag.name(), MOST_NAMED);
            if (several.size() > 1) {
                return "several digests begin with it: "
                        + several.stream().map(Digest::toString).collect(Collectors.joining(", "));
            }
        }
        List<String> nearest = nearest(repository, tag.name());
        return nearest.isEmpty() ? "" : "the nearest tags are " + String.join(", ", nearest);
    }

    private Optional<String> tie(RepositoryName repository, Tag tag) throws IOException {
        Optional<AskedVersion> asked = derives ? AskedVersion.parse(tag.name()) : Optional.empty();
        Optional<Derived> derived = asked.isEmpty()
                ? Optional.empty()
                : store.tags().derived(repository, asked.get().toString());
        return derived.filter(found -> found.tie() != null)
                .map(found -> "it may be " + found.targetName() + " or " + found.tie()
                        + ", which are equal versions of different content; ask for one of them");
    }

    private static String text(LeftOut leftOut) {
        String release = "left out of " + leftOut.stream() + '@' + leftOut.sequence() + ": ";
        String platforms = leftOut.platforms();
        return platforms.isEmpty() || platforms.equals("-")
                ? release + leftOut.reason()
                : release + platforms + "; save with --platform "
                        + platforms.replaceFirst(", .*", "").replaceFirst(":.*", "");
    }

    /** The tags nearest to one that is not there. Looks at all of them where they are few, else at those around it. */
    public List<String> nearest(RepositoryName repository, String asked) throws IOException {
        TagLookup tags = store.tags();
        Set<String> around = new LinkedHashSet<>(tags.names(repository, "", END, FEW));
        if (around.size() == FEW) {
            for (String prefix : prefixes(asked)) {
                around.addAll(tags.names(repository, prefix, prefix + END, SOME));
                // What it stands for is the newest that begins with it.
                tags.derived(repository, prefix).map(Derived::targetName).ifPresent(around::add);
            }
        }
        return NearestTags.of(asked, around, MOST_NAMED);
    }

    private static Set<String> prefixes(String asked) {
        Set<String> prefixes = new LinkedHashSet<>();
        String suffix = TagVersion.parse(asked).map(TagVersion::suffix).orElse("");
        String text = asked.substring(0, asked.length() - suffix.length());
        while (!text.isEmpty() && prefixes.size() < MOST_PREFIXES) {
            prefixes.add(text);
            prefixes.add(text.startsWith("v") ? text.substring(1) : 'v' + text);
            text = text.substring(0, Math.max(0, Math.max(text.lastIndexOf('.'), text.lastIndexOf('-'))));
        }
        prefixes.remove("");
        prefixes.add("latest");
        return prefixes;
    }
}
