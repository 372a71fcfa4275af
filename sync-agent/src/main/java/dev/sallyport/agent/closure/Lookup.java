package dev.sallyport.agent.closure;

import dev.sallyport.agent.closure.Found.FoundBase;
import dev.sallyport.agent.closure.Found.Tagged;
import dev.sallyport.agent.closure.Question.BaseAt;
import dev.sallyport.agent.closure.Question.ConfigAt;
import dev.sallyport.agent.closure.Question.ManifestAt;
import dev.sallyport.agent.closure.Question.ReferrersOf;
import dev.sallyport.agent.closure.Question.TagAt;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what each visit needs to know: the questions of many visits at once, then each visit by itself. */
final class Lookup {
    private final Answers answers;
    private final KeptReferrers keptReferrers;
    private final BaseImages baseImages;

    Lookup(Answers answers, KeptReferrers keptReferrers, BaseImages baseImages) {
        this.baseImages = baseImages;
        this.answers = answers;
        this.keptReferrers = keptReferrers;
    }

    /** Asks everything that {@code visits} need; what does not depend on another answer at the same time. */
    void prepare(List<Visit> visits) throws IOException, SallyportException {
        List<Question<?>> questions = new ArrayList<>();
        for (Visit visit : visits) {
            questions.add(manifest(visit));
            if (visit.root().askReferrers()) {
                questions.add(referrers(visit));
            }
            tags(visit).forEach(tag -> questions.add(tag(visit, tag)));
        }
        answers.ask(questions);
        List<Question<?>> configs = new ArrayList<>();
        for (Visit visit : visits) {
            answers.ifGiven(manifest(visit))
                    .flatMap(manifest -> config(visit, manifest))
                    .ifPresent(configs::add);
        }
        answers.ask(configs);
        List<Question<?>> bases = new ArrayList<>();
        for (Visit visit : visits) {
            baseSaidIfReadable(visit).flatMap(this::base).ifPresent(bases::add);
        }
        answers.ask(bases);
    }

    /** Gives its tree what was found at {@code visit}, or the failure. */
    void finish(Visit visit) {
        try {
            Manifest manifest = answers.get(manifest(visit));
            visit.tree()
                    .add(new Found(
                            visit,
                            manifest,
                            referrersFound(visit),
                            tagsFound(visit),
                            platform(visit, manifest),
                            baseFound(visit, manifest)));
        } catch (SallyportException e) {
            visit.tree().fail(e);
        }
    }

    private static ManifestAt manifest(Visit visit) {
        Descriptor manifest = visit.manifest();
        return new ManifestAt(
                visit.root().content(),
                visit.root().repository(),
                new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size()));
    }

    private static ReferrersOf referrers(Visit visit) {
        return new ReferrersOf(
                visit.root().content(),
                visit.root().repository(),
                visit.manifest().digest());
    }

    // Asked for what an image is made of, and once: nothing that is found so is asked for more of its kind.
    private static List<CosignTag> tags(Visit visit) {
        RootRequest root = visit.root();
        return root.askReferrers() && visit.isOfImage() && root.repository().startsWithHost()
                ? CosignTag.of(visit.manifest().digest())
                : List.of();
    }

    private static TagAt tag(Visit visit, CosignTag tag) {
        return new TagAt(visit.root().content(), visit.root().repository(), tag.tag());
    }

    private List<Tagged> tagsFound(Visit visit) throws SallyportException {
        List<Tagged> found = new ArrayList<>();
        for (CosignTag tag : tags(visit)) {
            answers.get(tag(visit, tag))
                    .ifPresent(tagged -> found.add(new Tagged(tag, visit.root().tagged(tag, tagged))));
        }
        return found;
    }

    // Where no index says what an image is for, its config does; where nothing says what it was made from, labels may.
    private static Optional<ConfigAt> config(Visit visit, Manifest manifest) {
        RootRequest root = visit.root();
        boolean needed = needsPlatform(visit)
                || (wantsBase(visit, manifest) && baseSaid(visit, manifest).isEmpty());
        return needed
                        && manifest instanceof ImageManifest image
                        && MediaTypes.isImageConfig(image.config().mediaType())
                ? Optional.of(new ConfigAt(root.content(), root.repository(), image.config()))
                : Optional.empty();
    }

    private static boolean needsPlatform(Visit visit) {
        return visit.manifest().platform() == null && visit.root().selection() instanceof Selection.OfPlatforms;
    }

    private @Nullable Platform platform(Visit visit, Manifest manifest) throws SallyportException {
        if (!needsPlatform(visit)) {
            return ChildChoice.isAttestation(visit.manifest())
                    ? null
                    : visit.manifest().platform();
        }
        Optional<ConfigAt> config = config(visit, manifest);
        return config.isEmpty()
                ? null
                : Platform.ofConfig(what(visit, config.get()), answers.get(config.get()))
                        .orElse(null);
    }

    private static String what(Visit visit, ConfigAt config) {
        return "config " + config.config().digest() + " of " + visit.root().upstreamName();
    }

    private static boolean wantsBase(Visit visit, Manifest manifest) {
        RootRequest root = visit.root();
        return root.include().baseImages()
                && root.askReferrers()
                && visit.isOfImage()
                && manifest instanceof ImageManifest
                && !ChildChoice.isAttestation(visit.manifest());
    }

    private static Optional<Base> baseSaid(Visit visit, Manifest manifest) {
        return Base.in(manifest.annotations()).or(() -> Optional.ofNullable(visit.base()));
    }

    private Optional<Base> baseSaidAnywhere(Visit visit, Manifest manifest) throws SallyportException {
        if (!wantsBase(visit, manifest)) {
            return Optional.empty();
        }
        Optional<Base> said = baseSaid(visit, manifest);
        Optional<ConfigAt> config = config(visit, manifest);
        return said.isPresent() || config.isEmpty()
                ? said
                : Base.inConfig(what(visit, config.get()), answers.get(config.get()));
    }

    private Optional<Base> baseSaidIfReadable(Visit visit) {
        try {
            return baseSaidAnywhere(visit, answers.get(manifest(visit)));
        } catch (SallyportException e) {
            // Said when the visit is finished, and then to the image that it concerns.
            return Optional.empty();
        }
    }

    private Optional<BaseAt> base(Base said) {
        return said.digest() == null
                ? Optional.empty()
                : Optional.of(new BaseAt(baseImages, said.name(), said.digest()));
    }

    private @Nullable FoundBase baseFound(Visit visit, Manifest manifest) throws SallyportException {
        Base said = baseSaidAnywhere(visit, manifest).orElse(null);
        if (said == null) {
            return null;
        }
        Optional<BaseAt> question = base(said);
        Optional<RootRequest> found = question.isPresent() ? answers.get(question.get()) : Optional.empty();
        return new FoundBase(
                said, found.map(base -> RootRequest.baseOf(visit.root(), base)).orElse(null));
    }

    private List<RootRequest> referrersFound(Visit visit) throws SallyportException {
        RootRequest root = visit.root();
        List<RootRequest> referrers = new ArrayList<>();
        Set<Digest> known = new HashSet<>();
        if (root.askReferrers()) {
            for (Descriptor referring : answers.get(referrers(visit))) {
                if (known.add(referring.digest())) {
                    referrers.add(root.referrer(referring, visit.manifest()));
                }
            }
        }
        keptReferrers.of(root.repository(), visit.manifest().digest()).stream()
                .filter(kept -> known.add(kept.manifest().digest()))
                .forEach(kept -> referrers.add(kept.withInclude(root.include())));
        referrers.sort(Comparator.comparing(referrer -> referrer.manifest().digest()));
        return referrers;
    }
}
