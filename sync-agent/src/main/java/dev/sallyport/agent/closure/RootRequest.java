package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest from which to walk.
 *
 * @param content where it and all it needs is fetched from; stays open as long as the closure is used
 * @param manifest what the name stands for in this run
 * @param repository the name it gets in the bundle; what {@code content} is asked for belonging tags by
 * @param tag the tag it gets there; null for a digest root or a referrer
 * @param source how to name {@code content} on a command line, to fetch from it again
 * @param reason why it is in the bundle, for people
 * @param selection which of its children to take
 * @param referrer whether it is here because it says something about another manifest: as its referrer, or under cosign's tag for it
 * @param include what comes along with it, of all that does not belong to the image itself
 * @param askReferrers whether to ask the source what refers to its manifests
 */
public record RootRequest(
        ContentSource content,
        Descriptor manifest,
        RepositoryName repository,
        @Nullable Tag tag,
        String source,
        String reason,
        Selection selection,
        Include include,
        boolean referrer,
        boolean askReferrers) {
    public RootRequest {
        requireNonNull(content, "content is null");
        requireNonNull(manifest, "manifest is null");
        requireNonNull(repository, "repository is null");
        requireNonNull(source, "source is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(selection, "selection is null");
        requireNonNull(include, "include is null");
    }

    /** An image that was asked for, with all that refers to it. */
    public static RootRequest asked(
            ContentSource content,
            Descriptor manifest,
            RepositoryName repository,
            @Nullable Tag tag,
            String source,
            Selection selection) {
        return new RootRequest(
                content, manifest, repository, tag, source, "asked for", selection, Include.ALL_REFERRERS, false, true);
    }

    /** This, for another reason. */
    public RootRequest withReason(String other) {
        return new RootRequest(
                content, manifest, repository, tag, source, other, selection, include, referrer, askReferrers);
    }

    /** This, with other children of it taken. */
    public RootRequest withSelection(Selection other) {
        return new RootRequest(
                content, manifest, repository, tag, source, reason, other, include, referrer, askReferrers);
    }

    /** This, with other things that come along. */
    public RootRequest withInclude(Include other) {
        return new RootRequest(
                content, manifest, repository, tag, source, reason, selection, other, referrer, askReferrers);
    }

    /** A root of an earlier statement, as it was then. */
    public static RootRequest kept(ContentSource content, BundleRoot root, Selection selection) {
        return new RootRequest(
                content,
                root.manifest(),
                root.repository(),
                root.tag(),
                root.source(),
                root.reason(),
                selection,
                Include.ALL_REFERRERS,
                root.referrer(),
                false);
    }

    RootRequest referrer(Descriptor referring, Descriptor subject) {
        return new RootRequest(
                content,
                referring,
                repository,
                null,
                source,
                "refers to " + subject.digest(),
                new Selection.Everything(),
                include,
                true,
                askReferrers);
    }

    RootRequest tagged(CosignTag found, Descriptor tagged) {
        return new RootRequest(
                content,
                tagged,
                repository,
                found.tag(),
                source,
                found.reason(),
                new Selection.Everything(),
                include,
                true,
                askReferrers);
    }

    /** {@code base}, brought along for {@code image}'s sake: for the same platforms, with what comes along with the image. */
    static RootRequest baseOf(RootRequest image, RootRequest base) {
        // A manifest that is in no index is for one platform, and was the base of one manifest: there is no choice.
        boolean choice = MediaTypes.isIndex(base.manifest().mediaType());
        return new RootRequest(
                base.content(),
                base.manifest(),
                base.repository(),
                null,
                base.source(),
                "base of " + image.upstreamName(),
                choice && image.selection() instanceof Selection.OfPlatforms chosen
                        ? new Selection.OfPlatforms(chosen.platforms(), true)
                        : new Selection.Everything(),
                image.include(),
                false,
                true);
    }

    /** Whether it was found and kept for the sake of another manifest, under cosign's tag for that. */
    Optional<CosignTag> asCosignTag() {
        return tag == null
                ? Optional.empty()
                : CosignTag.parse(tag).filter(found -> found.reason().equals(reason));
    }

    /** As {@link #name()}, with the host and port as people write them: for messages. */
    public String upstreamName() {
        return repository.upstreamName() + (tag == null ? "@" + manifest.digest() : ":" + tag);
    }

    /** {@code REPOSITORY:TAG}, or {@code REPOSITORY@DIGEST}: what tells roots apart. */
    public String name() {
        return repository + (tag == null ? "@" + manifest.digest() : ":" + tag);
    }
}
