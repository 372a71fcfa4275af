package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of what local repositories hold: what people push, tag and delete, and what is collected there. */
sealed interface ContentChange extends Change {
    String FAMILY = "content";

    /** The local repository. */
    RepositoryName repository();

    static ContentChange read(String action, JsonReader facts) throws MalformedJsonException, MalformedValueException {
        return switch (action) {
            case BlobLinked.ACTION -> BlobLinked.read(facts);
            case ManifestPut.ACTION -> ManifestPut.read(facts);
            case ManifestTagged.ACTION -> ManifestTagged.read(facts);
            case TagRemoved.ACTION -> TagRemoved.read(facts);
            case ContentDeleted.ACTION -> ContentDeleted.read(facts);
            case ContentCollected.ACTION -> ContentCollected.read(facts);
            default -> throw Change.unknown(action);
        };
    }

    /** A repository gives out a blob, which was pushed or mounted. */
    record BlobLinked(RepositoryName repository, Digest digest, long size) implements ContentChange {
        static final String ACTION = "content.blob";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return repository + "@" + digest;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("repository", repository.value())
                    .put("digest", digest.toString())
                    .put("size", size)
                    .toObject();
        }

        static BlobLinked read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new BlobLinked(repositoryOf(facts), Digest.parse(facts.text("digest")), facts.size("size"));
        }
    }

    /**
     * A repository gives out a manifest, under its digest and under {@code tags}. Also says what was read in it, so that nothing
     * has to be read again when the manifest may be gone.
     */
    record ManifestPut(RepositoryName repository, ManifestFacts manifest, List<String> tags) implements ContentChange {
        static final String ACTION = "content.manifest";

        public ManifestPut {
            tags = List.copyOf(tags);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return tags.isEmpty() ? repository + "@" + manifest.digest() : repository + ":" + String.join(",", tags);
        }

        @Override
        public JsonObject facts() {
            JsonWriter json = new JsonWriter().put("repository", repository.value());
            manifest.write(json);
            return json.putAll("tags", tags, Json::of).toObject();
        }

        static ManifestPut read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new ManifestPut(repositoryOf(facts), ManifestFacts.read(facts), facts.texts("tags"));
        }
    }

    /**
     * A manifest that the repository gives out was put again, as it is; {@code tags} name it from now on. What it is made of was said
     * when it was put first, and may be a hundred thousand digests.
     *
     * @param total as in {@link ManifestFacts}
     * @param platforms as there
     */
    record ManifestTagged(RepositoryName repository, Digest digest, List<String> tags, long total, String platforms)
            implements ContentChange {
        static final String ACTION = "content.tag";

        public ManifestTagged {
            tags = List.copyOf(tags);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return tags.isEmpty() ? repository + "@" + digest : repository + ":" + String.join(",", tags);
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("repository", repository.value())
                    .put("digest", digest.toString())
                    .putAll("tags", tags, Json::of)
                    .put("total", total)
                    .put("platforms", platforms)
                    .toObject();
        }

        static ManifestTagged read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new ManifestTagged(
                    repositoryOf(facts),
                    Digest.parse(facts.text("digest")),
                    facts.texts("tags"),
                    facts.size("total"),
                    facts.text("platforms"));
        }
    }

    /** A tag is gone; what it named stays. */
    record TagRemoved(RepositoryName repository, String tag) implements ContentChange {
        static final String ACTION = "content.untag";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return repository + ":" + tag;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("repository", repository.value())
                    .put("tag", tag)
                    .toObject();
        }

        static TagRemoved read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new TagRemoved(repositoryOf(facts), facts.text("tag"));
        }
    }

    /** A repository gives out a manifest, with its tags, or a blob no more, because somebody asked for that. */
    record ContentDeleted(RepositoryName repository, Digest digest, boolean manifest) implements ContentChange {
        static final String ACTION = "content.delete";

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return repository + "@" + digest;
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("repository", repository.value())
                    .put("digest", digest.toString())
                    .put("manifest", manifest)
                    .toObject();
        }

        static ContentDeleted read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new ContentDeleted(repositoryOf(facts), Digest.parse(facts.text("digest")), facts.flag("manifest"));
        }
    }

    /** A repository gives out no more what nothing in it referred to. */
    record ContentCollected(RepositoryName repository, List<Digest> manifests, List<Digest> blobs)
            implements ContentChange {
        static final String ACTION = "content.collect";

        public ContentCollected {
            manifests = List.copyOf(manifests);
            blobs = List.copyOf(blobs);
        }

        @Override
        public String action() {
            return ACTION;
        }

        @Override
        public String object() {
            return repository.value();
        }

        @Override
        public JsonObject facts() {
            return new JsonWriter()
                    .put("repository", repository.value())
                    .putAll("manifests", manifests, digest -> Json.of(digest.toString()))
                    .putAll("blobs", blobs, digest -> Json.of(digest.toString()))
                    .toObject();
        }

        static ContentCollected read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            return new ContentCollected(repositoryOf(facts), digests(facts, "manifests"), digests(facts, "blobs"));
        }
    }

    /**
     * What is known of a manifest without its bytes.
     *
     * @param manifests its children that are manifests
     * @param blobs its children that are blobs
     * @param total bytes of it and of all that it leads to, as far as that was here when it was put
     * @param platforms for people, separated by commas
     */
    record ManifestFacts(
            Digest digest,
            String mediaType,
            long size,
            @Nullable Digest subject,
            @Nullable String artifactType,
            List<Digest> manifests,
            List<Digest> blobs,
            long total,
            String platforms) {
        public ManifestFacts {
            manifests = List.copyOf(manifests);
            blobs = List.copyOf(blobs);
        }

        void write(JsonWriter json) {
            json.put("digest", digest.toString())
                    .put("mediaType", mediaType)
                    .put("size", size)
                    .putIfPresent("subject", subject == null ? null : subject.toString())
                    .putIfPresent("artifactType", artifactType)
                    .putAll("manifests", manifests, child -> Json.of(child.toString()))
                    .putAll("blobs", blobs, child -> Json.of(child.toString()))
                    .put("total", total)
                    .put("platforms", platforms);
        }

        static ManifestFacts read(JsonReader facts) throws MalformedJsonException, MalformedValueException {
            Optional<String> subject = facts.optionalText("subject");
            return new ManifestFacts(
                    Digest.parse(facts.text("digest")),
                    facts.text("mediaType"),
                    facts.size("size"),
                    subject.isPresent() ? Digest.parse(subject.get()) : null,
                    facts.optionalText("artifactType").orElse(null),
                    digests(facts, "manifests"),
                    digests(facts, "blobs"),
                    facts.size("total"),
                    facts.text("platforms"));
        }
    }

    private static RepositoryName repositoryOf(JsonReader facts)
            throws MalformedJsonException, MalformedValueException {
        return RepositoryName.parse(facts.text("repository"));
    }

    private static List<Digest> digests(JsonReader facts, String name)
            throws MalformedJsonException, MalformedValueException {
        List<Digest> digests = new ArrayList<>();
        for (String text : facts.texts(name)) {
            digests.add(Digest.parse(text));
        }
        return digests;
    }
}
