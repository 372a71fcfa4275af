package dev.sallyport.appliance.resolution;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.appliance.store.TagEntry;
import dev.sallyport.appliance.store.TagLookup.Derived;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.AskedVersion;
import dev.sallyport.oci.DerivedTags;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.TagChoice;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves whole references, as people write them, and says why. Thread-safe. */
public final class ReferenceResolution {
    private static final int MOST_TAGS = 10_000;
    private static final int MOST_LOSSES = 50;

    private final ApplianceStore store;
    private final NameResolution names;
    private final TagResolution tags;

    public ReferenceResolution(ApplianceStore store, NameResolution names, TagResolution tags) {
        this.store = store;
        this.names = names;
        this.tags = tags;
    }

    /**
     * What {@code text} means.
     *
     * @param platform for which there must be an image; null for none in particular
     */
    public Resolution resolve(String text, @Nullable Platform platform) throws MalformedValueException, IOException {
        AskedReference asked = AskedReference.parse(text);
        ResolvedName name = names.resolveWritten(asked.name());
        RepositoryName repository = name.repository();
        Optional<TagAnswer> answer = find(repository, asked);
        if (answer.isEmpty()) {
            String why = explain(repository, asked);
            String message = asked.in(repository) + " is not here" + (why.isEmpty() ? "" : ": " + why);
            return new Resolution(text, name, null, null, null, losses(repository, asked, null), message);
        }
        TagEntry entry = entry(repository, answer.get());
        List<TagChoice.Loss> losses = losses(repository, asked, entry);
        if (platform == null) {
            return new Resolution(text, name, answer.get(), entry, null, losses, "");
        }
        Found found = find(repository, answer.get().manifest(), platform);
        return new Resolution(text, name, answer.get(), entry, found.manifest(), losses, found.message());
    }

    /** The tag that {@code text} names, in the repository that it means here; it need not be there. */
    public ImageName tag(String text) throws MalformedValueException, IOException {
        AskedReference asked = AskedReference.parse(text);
        if (text.indexOf('@') >= 0) {
            throw new MalformedValueException("tag", text, "NAME:TAG, such as nginx:1.27");
        }
        return new ImageName(names.resolveWritten(asked.name()).repository(), new Tag(asked.tagName()));
    }

    /** Says of {@code text}, whose tag was never there, what is there in its place. */
    public UnknownImageException withoutHistory(String text) throws MalformedValueException, IOException {
        Resolution found = resolve(text, null);
        TagAnswer answer = found.answer();
        return new UnknownImageException(
                text,
                answer == null
                        ? found.message()
                        : tag(text) + " is no tag here; " + answer.tag() + " answers for it ("
                                + answer.rule().text() + ")");
    }

    private Optional<TagAnswer> find(RepositoryName repository, AskedReference asked) throws IOException {
        Digest digest = asked.digest();
        if (digest != null) {
            return store.repositories()
                    .manifest(repository, digest)
                    .map(manifest -> new TagAnswer(TagRule.DIGEST, digest.toString(), null, manifest));
        }
        String hex = asked.shortDigest();
        return hex != null ? tags.shortDigest(repository, hex) : tags.find(repository, new Tag(asked.tagName()));
    }

    private String explain(RepositoryName repository, AskedReference asked) throws IOException {
        Digest digest = asked.digest();
        if (digest != null) {
            return tags.explain(repository, digest);
        }
        String hex = asked.shortDigest();
        return tags.explain(repository, new Tag(hex != null ? hex : asked.tagName()));
    }

    private @Nullable TagEntry entry(RepositoryName repository, TagAnswer answer) throws IOException {
        if (answer.tag() == null) {
            return null;
        }
        return store.tags().exact(repository, new Tag(answer.tag())).stream()
                .filter(found -> found.digest().equals(answer.manifest().digest()))
                .findFirst()
                .orElse(null);
    }

    /** The tags that were candidates, or those of other streams, and why they do not answer. */
    private List<TagChoice.Loss> losses(RepositoryName repository, AskedReference asked, @Nullable TagEntry answered)
            throws IOException {
        if (asked.digest() != null || asked.shortDigest() != null) {
            return List.of();
        }
        if (answered != null && answered.tag().equals(asked.tagName())) {
            return store.tags().exact(repository, new Tag(asked.tagName())).stream()
                    .filter(entry -> !entry.equals(answered))
                    .map(entry -> new TagChoice.Loss(
                            entry.tag(),
                            "stream " + entry.stream() + " comes after " + answered.stream() + ": " + entry.digest()))
                    .toList();
        }
        StreamName stream = answered == null ? stream(repository, asked) : answered.stream();
        if (stream == null) {
            return List.of();
        }
        return DerivedTags.of(
                        asked.tagName(),
                        store.tags().all(repository, stream, MOST_TAGS).stream()
                                .map(TagEntry::toTaggedImage)
                                .toList())
                .map(choice -> choice.losses().stream().limit(MOST_LOSSES).toList())
                .orElse(List.of());
    }

    private @Nullable StreamName stream(RepositoryName repository, AskedReference asked) throws IOException {
        Optional<AskedVersion> version = AskedVersion.parse(asked.tagName());
        return version.isEmpty()
                ? null
                : store.tags()
                        .derived(repository, version.get().toString())
                        .map(Derived::stream)
                        .orElse(null);
    }

    private record Found(@Nullable Descriptor manifest, String message) {}

    private Found find(RepositoryName repository, Descriptor manifest, Platform platform) throws IOException {
        Optional<Manifest> parsed = read(manifest);
        if (parsed.isPresent() && parsed.get() instanceof ImageIndex index) {
            for (Descriptor child : index.manifests()) {
                Platform offered = child.platform();
                if (offered != null && platform.selects(offered)) {
                    if (store.repositories()
                            .manifest(repository, child.digest())
                            .isPresent()) {
                        return new Found(child, "");
                    }
                    String why = tags.explain(repository, child.digest());
                    return new Found(null, platform + " is not here" + (why.isEmpty() ? "" : ": " + why));
                }
            }
            return new Found(null, platform + " is not among the platforms of " + manifest.digest());
        }
        Optional<Platform> own = parsed.isPresent() && parsed.get() instanceof ImageManifest image
                ? platformOf(image)
                : Optional.empty();
        if (own.isPresent() && platform.selects(own.get())) {
            return new Found(manifest, "");
        }
        return new Found(
                null,
                manifest.digest() + " is for " + own.map(Platform::toString).orElse("no platform") + " alone, not for "
                        + platform);
    }

    private Optional<Platform> platformOf(ImageManifest image) throws IOException {
        if (image.config().size() > Manifest.MAX_SIZE) {
            return Optional.empty();
        }
        Optional<StoredBlob> found = store.content().open(image.config().digest());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, blob.size())) {
            return Platform.ofConfig("a config", in.readAllBytes());
        } catch (MalformedJsonException e) {
            // Nobody promised that a config says where it runs.
            return Optional.empty();
        }
    }

    private Optional<Manifest> read(Descriptor manifest) throws IOException {
        Optional<StoredBlob> found = manifest.size() > Manifest.MAX_SIZE
                ? Optional.empty()
                : store.content().open(manifest.digest());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, blob.size())) {
            return Optional.of(
                    Manifest.parse("manifest " + manifest.digest(), manifest.mediaType(), in.readAllBytes()));
        } catch (MalformedJsonException e) {
            throw new IOException("A published manifest cannot be read: " + manifest.digest(), e);
        }
    }
}
