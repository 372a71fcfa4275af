package dev.sallyport.appliance.registry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import java.util.List;
import java.util.function.Consumer;

/** The kinds of content that clients push, named by what is special about each. */
enum ContentRow {
    IMAGE(set -> set.draft().image("image")),
    IMAGE_OF_PLAIN_LAYERS(set -> set.draft()
            .layers(set.layer("application/vnd.oci.image.layer.v1.tar"))
            .image("plain")),
    /** Just under 4 MB, the least that a registry should take. */
    LARGE_MANIFEST(set -> {
        ContentSet.Draft draft = set.draft();
        for (int i = 0; i < 390; i++) {
            draft.annotation("org.example.large." + i, "A".repeat(10_000));
        }
        draft.image("large");
    }),
    DOCKER_IMAGE(set -> set.draft().docker(false).image("docker")),
    DOCKER_LIST(set -> set.draft()
            .docker(true)
            .index(
                    List.of(
                            set.draft().docker(false).image(),
                            set.draft().docker(false).image()),
                    "docker-list")),
    UNTYPED_IMAGE(set -> set.draft().untyped().image("untyped")),
    INDEX(set -> index(set, "index")),
    INDEX_OF_INDEXES(set -> set.draft().index(List.of(index(set), index(set)), "index-of-indexes")),
    /** The tag of {@link #INDEX}, again. */
    EMPTY_INDEX(set -> set.draft().index(List.of(), "index")),
    ARTIFACT(set -> set.draft().artifact(Types.FIRST).image("artifact")),
    /** As OCI 1.0 had them: the type of the config is the type of the artifact. */
    ARTIFACT_BY_ITS_CONFIG(set -> set.draft()
            .config(set.blob(Types.FIRST, "{\"an\":\"artifact\"}".getBytes(UTF_8)))
            .image("artifact-by-config")),
    INDEX_OF_ARTIFACTS(set -> set.draft()
            .artifactType(Types.FIRST)
            .index(
                    List.of(
                            set.draft().artifact(Types.FIRST).image(),
                            set.draft()
                                    .artifact(Types.FIRST)
                                    .architecture("arm64")
                                    .image()),
                    "index-of-artifacts")),
    /** The same blob as config and as layer. */
    ARTIFACT_OF_NOTHING(set -> {
        Descriptor nothing = set.blob(MediaTypes.OCI_EMPTY, "{}".getBytes(UTF_8));
        set.draft().artifactType(Types.FIRST).config(nothing).layers(nothing).image("artifact-of-nothing");
    }),
    REFERRERS(set -> {
        Descriptor subject = set.draft().image("image");
        set.draft().subject(subject).image();
        referrer(set, Types.FIRST, subject, "referrer-1");
        referrer(set, Types.SECOND, subject, "referrer-2");
    }),
    INDEX_AS_REFERRER(set -> {
        Descriptor subject = index(set, "index");
        List<Descriptor> children = List.of(referrer(set, Types.FIRST, subject), referrer(set, Types.FIRST, subject));
        set.draft()
                .artifactType(Types.FIRST)
                .annotation("org.example.of", "an index")
                .subject(subject)
                .index(children, "referrer");
        set.draft().subject(subject).index(List.of(), "referrer-of-no-type");
    }),
    REFERRER_OF_NOTHING(set -> referrer(set, Types.FIRST, set.missing(MediaTypes.OCI_MANIFEST, List.of()), "referrer")),
    EMBEDDED_DATA(set -> set.draft().withData().image("data")),
    LAYERS_TO_BE_HAD_ELSEWHERE(set -> set.draft()
            .layers(
                    set.missing("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", Types.ELSEWHERE),
                    set.missing("application/vnd.oci.image.layer.nondistributable.v1.tar", Types.ELSEWHERE),
                    set.missing("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Types.ELSEWHERE),
                    set.layer(MediaTypes.OCI_LAYER_GZIP))
            .image("foreign")),
    UNKNOWN_FIELDS(set -> set.draft()
            .withUnknownField()
            .index(List.of(set.draft().withUnknownField().image()), "unknown-fields")),
    NO_LAYERS(set -> set.draft().layers().image("no-layers")),
    SPARSE_IMAGE(set -> set.draft()
            .layers(set.layer(MediaTypes.OCI_LAYER_GZIP), set.missing(MediaTypes.OCI_LAYER_GZIP, List.of()))
            .image("sparse-image")),
    SPARSE_INDEX(set -> set.draft()
            .index(List.of(set.draft().image(), set.missing(MediaTypes.OCI_MANIFEST, List.of())), "sparse-index")),
    SHA512(DigestAlgorithm.SHA512, false, set -> index(set)),
    TAG_PARAMETERS(DigestAlgorithm.SHA256, true, ContentRow::indexOfTagged),
    TAG_PARAMETERS_SHA512(DigestAlgorithm.SHA512, true, ContentRow::indexOfTagged);

    private static final class Types {
        static final String FIRST = "application/vnd.example.first.v1";
        static final String SECOND = "application/vnd.example.second.v1";
        static final List<String> ELSEWHERE = List.of("https://layers.example/" + Digest.sha256(new byte[0]));
    }

    private final DigestAlgorithm algorithm;
    private final boolean tagsInPut;

    @SuppressWarnings("ImmutableEnumChecker") // none of them has a state
    private final Consumer<ContentSet> fill;

    ContentRow(DigestAlgorithm algorithm, boolean tagsInPut, Consumer<ContentSet> fill) {
        this.algorithm = algorithm;
        this.tagsInPut = tagsInPut;
        this.fill = fill;
    }

    ContentRow(Consumer<ContentSet> fill) {
        this(DigestAlgorithm.SHA256, false, fill);
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** Whether tags are parameters of the push by digest, and no pushes of their own. */
    boolean tagsInPut() {
        return tagsInPut;
    }

    void fill(ContentSet set) {
        fill.accept(set);
    }

    private static Descriptor index(ContentSet set, String... tags) {
        return set.draft()
                .index(
                        List.of(
                                set.draft().image(),
                                set.draft().architecture("arm64").image()),
                        tags);
    }

    private static Descriptor referrer(ContentSet set, String type, Descriptor subject, String... tags) {
        return set.draft()
                .artifact(type)
                .annotation("org.example.of", type + " " + set.manifests().size())
                .subject(subject)
                .image(tags);
    }

    private static void indexOfTagged(ContentSet set) {
        List<Descriptor> children = List.of(
                set.draft().image("by-parameter-0"),
                set.draft().architecture("arm64").image("by-parameter-1"));
        set.draft().index(children, "by-parameter", "by-parameter-2");
    }
}
