package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The format to the byte, in {@code src/test/resources/format}. Whoever changes one of these texts changes what appliances in the field can read, and needs another
 * format number or a required feature.
 */
final class FormatTest {
    // A key that openssl made, of no use but here: Ed25519 signs the same bytes always.
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIK4Dx+fDNtyb0/ZpTkxDvwAfAydOlwDfS6Ld410Updgg
            -----END PRIVATE KEY-----
            """;
    private static final byte[] MANIFEST = "{\"manifest\":1}".getBytes(UTF_8);
    private static final byte[] LAYER = "layer".getBytes(UTF_8);
    private static final Digest LAYER_512 = Digest.of(DigestAlgorithm.SHA512, LAYER);
    private static final BundleIndex INDEX = new BundleIndex(List.of(
            root("quay.io/acme/tool", "1.9", List.of("linux/amd64", "linux/arm64")),
            new BundleRoot(
                    Descriptor.of(MediaTypes.OCI_MANIFEST, LAYER),
                    new RepositoryName("docker.io/library/nginx"),
                    null,
                    true,
                    "docker.io/library/nginx",
                    "signature",
                    List.of()),
            root("docker.io/library/nginx", "1.27", List.of())));
    private static final Listing LISTING = new Listing(List.of(
            new ListingEntry(Digest.sha256(MANIFEST), MANIFEST.length),
            new ListingEntry(Digest.sha256(LAYER), LAYER.length),
            new ListingEntry(LAYER_512, LAYER.length)));
    private static final byte[] OMITTED = new Omitted(
                    List.of(new Omission(
                            Digest.sha256(MANIFEST), Descriptor.of(MediaTypes.OCI_MANIFEST, LAYER), "platform")),
                    List.of())
            .encode();

    @TempDir(factory = MemoryDirectory.class)
    Path directory;

    private ContentStore store;

    private static BundleRoot root(String repository, String tag, List<String> platforms) {
        return new BundleRoot(
                Descriptor.of(MediaTypes.OCI_INDEX, MANIFEST),
                new RepositoryName(repository),
                new Tag(tag),
                false,
                repository + ":" + tag,
                "asked for",
                platforms);
    }

    private static Statement statement(List<Listing> volumes) {
        return new Statement(
                List.of(),
                new StreamName("factory-7"),
                42,
                new Position(41, Digest.sha256(LAYER)),
                null,
                Instant.parse("2026-11-21T08:00:00.9Z"),
                Instant.parse("2027-02-19T08:00:00Z"),
                "sync-agent 0.1.0",
                INDEX.descriptor(),
                volumes.stream().map(Listing::summary).toList(),
                null,
                Descriptor.of(JsonLines.MEDIA_TYPE, OMITTED));
    }

    private static BundleDocuments documents(Statement statement) throws Exception {
        SigningKey key = SigningKey.fromPem(KEY.getBytes(UTF_8), null);
        byte[] envelope = Envelope.sign(Statement.PAYLOAD_TYPE, statement.encode(), List.of(key))
                .encode();
        return new BundleDocuments(envelope, statement, INDEX.encode(), new byte[0], OMITTED);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = FormatTest.class.getResourceAsStream("/format/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @BeforeEach
    void fillStore() throws Exception {
        store = DirectoryStore.open(directory.resolve("store"), new RecordingDisk());
        put(new Descriptor("m", Digest.sha256(MANIFEST), MANIFEST.length), MANIFEST);
        put(new Descriptor("l", Digest.sha256(LAYER), LAYER.length), LAYER);
        put(new Descriptor("l", LAYER_512, LAYER.length), LAYER);
    }

    private void put(Descriptor blob, byte[] content) throws Exception {
        try (PartialBlob partial = store.upload(UploadId.of(blob.digest()))) {
            partial.write(0, new ByteArrayInputStream(content), content.length);
            partial.commit(blob);
        }
    }

    @Test
    void listing() throws Exception {
        assertThat(LISTING.encode()).asString(UTF_8).isEqualTo(text("listing.jsonl"));
        assertThat(Listing.parse(LISTING.encode())).isEqualTo(LISTING);
        assertThat(Listing.path(42)).isEqualTo("listings/000042.jsonl");
    }

    @Test
    void index() throws Exception {
        assertThat(INDEX.encode()).asString(UTF_8).isEqualTo(text("index.json"));
        assertThat(BundleIndex.parse(INDEX.encode())).isEqualTo(INDEX);
        List<BundleRoot> other = new ArrayList<>(INDEX.roots());
        Collections.reverse(other);
        assertThat(new BundleIndex(other).encode()).isEqualTo(INDEX.encode());
    }

    @Test
    void omitted() throws Exception {
        assertThat(OMITTED).asString(UTF_8).isEqualTo(text("omitted.jsonl"));
        assertThat(Omitted.parse(OMITTED).encode()).isEqualTo(OMITTED);
    }

    // An index may name one manifest for two platforms.
    @Test
    void theSameOmissionsAreTheSameBytesInAnyOrder() throws Exception {
        List<Omission> omissions = new ArrayList<>();
        for (String platform : List.of("linux/arm/v6", "linux/arm/v7", "linux/arm/v5")) {
            Descriptor child = new Descriptor(
                    MediaTypes.OCI_MANIFEST,
                    Digest.sha256(LAYER),
                    5,
                    Platform.parse(platform),
                    null,
                    Map.of("dropped", "yes"),
                    List.of("https://dropped.example"));
            omissions.add(new Omission(Digest.sha256(MANIFEST), child, "platform"));
        }
        byte[] encoded = new Omitted(omissions, List.of()).encode();
        Collections.reverse(omissions);
        omissions.add(omissions.get(1));
        assertThat(new Omitted(omissions, List.of()).encode()).isEqualTo(encoded);
        assertThat(Omitted.parse(encoded).content()).hasSize(3);
        assertThat(encoded).asString(UTF_8).doesNotContain("dropped");
    }

    @Test
    void omittedImagesComeBeforeOmittedContent() throws Exception {
        Omitted omitted = new Omitted(
                Omitted.parse(OMITTED).content(),
                List.of(
                        new OmittedImage(Reference.parse("registry.example/b:1"), "gone"),
                        new OmittedImage(Reference.parse("registry.example/a:1"), "denied")));

        assertThat(omitted.encode())
                .asString(UTF_8)
                .isEqualTo("{\"image\":\"registry.example/a:1\",\"reason\":\"denied\"}\n"
                        + "{\"image\":\"registry.example/b:1\",\"reason\":\"gone\"}\n" + text("omitted.jsonl"));
        assertThat(Omitted.parse(omitted.encode())).isEqualTo(omitted);
    }

    @Test
    void aliasesAreReadAsTheyAreWritten() throws Exception {
        Statement plain = statement(List.of(LISTING));
        Statement statement = new Statement(
                plain.requires(),
                plain.stream(),
                plain.sequence(),
                plain.previous(),
                plain.base(),
                plain.created(),
                plain.expires(),
                plain.creator(),
                plain.index(),
                plain.volumes(),
                plain.prerequisites(),
                plain.omitted(),
                new TreeMap<>(Map.of("nginx", "docker.io/library/nginx")));

        assertThat(statement.encode()).asString(UTF_8).contains("\"aliases\":{\"nginx\":\"docker.io/library/nginx\"}");
        assertThat(Statement.parse(statement.encode())).isEqualTo(statement);
        assertThat(plain.encode()).asString(UTF_8).doesNotContain("aliases");
    }

    @Test
    void prerequisites() throws Exception {
        List<Prerequisite> list = List.of(new Prerequisite(Digest.sha256(MANIFEST), 7), new Prerequisite(LAYER_512, 5));
        byte[] encoded = Prerequisite.encodeList(List.of(list.get(1), list.get(0), list.get(1)));

        assertThat(encoded)
                .asString(UTF_8)
                .isEqualTo("{\"digest\":\"" + Digest.sha256(MANIFEST) + "\",\"size\":7}\n{\"digest\":\"" + LAYER_512
                        + "\",\"size\":5}\n");
        assertThat(Prerequisite.parseList(encoded)).isEqualTo(list);
        assertThat(Prerequisite.parseList(new byte[0])).isEmpty();
    }

    @Test
    void refusesPrerequisitesThatAreDoubledOrOutOfOrder() throws Exception {
        String one = "{\"digest\":\"" + Digest.sha256(MANIFEST) + "\",\"size\":7}\n";
        String other = "{\"digest\":\"" + LAYER_512 + "\",\"size\":5}\n";

        for (String list : List.of(one + one, other + one)) {
            assertThatThrownBy(() -> Prerequisite.parseList(list.getBytes(UTF_8)))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("line 2");
        }
    }

    @Test
    void statement() throws Exception {
        Statement statement = statement(List.of(LISTING));
        assertThat(statement.encode()).asString(UTF_8).isEqualTo(text("statement.json"));
        assertThat(Statement.parse(statement.encode())).isEqualTo(statement);
        assertThat(statement.digest()).isEqualTo(Digest.sha256(statement.encode()));
    }

    @Test
    void volume() throws Exception {
        BundleDocuments documents = documents(statement(List.of(LISTING)));
        VolumeWriter writer = new VolumeWriter(documents);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Long> progress = new ArrayList<>();
        writer.write(out, 1, LISTING, store, progress::add);
        assertThat(Digest.sha256(out.toByteArray()))
                .hasToString("sha256:5be0fe07c07dcde6cda4ca544d3ab1374ebc2a5e4beaa2dfc28a372d94c714c4");
        assertThat(writer.size(1, LISTING)).isEqualTo(out.size());
        assertThat(progress).containsExactly(14L, 5L, 5L);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        new VolumeWriter(documents).write(again, 1, LISTING, store, bytes -> {});
        assertThat(again.toByteArray()).isEqualTo(out.toByteArray());
    }

    @Test
    void neverWritesWhatTheStoresDiskHasSpoilt() throws Exception {
        VolumeWriter writer = new VolumeWriter(documents(statement(List.of(LISTING))));
        Path blob = directory
                .resolve("store/blobs/sha256")
                .resolve(Digest.sha256(LAYER).hex().substring(0, 2))
                .resolve(Digest.sha256(LAYER).hex());
        Files.writeString(blob, "lbyer");
        assertThatThrownBy(() -> writer.write(OutputStream.nullOutputStream(), 1, LISTING, store, bytes -> {}))
                .isInstanceOf(DigestMismatchException.class);
        Files.writeString(blob, "lay");
        assertThatThrownBy(() -> writer.write(OutputStream.nullOutputStream(), 1, LISTING, store, bytes -> {}))
                .isInstanceOf(DigestMismatchException.class);
        store.remove(Digest.sha256(LAYER));
        assertThatThrownBy(() -> writer.write(OutputStream.nullOutputStream(), 1, LISTING, store, bytes -> {}))
                .isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void neverWritesAListingThatTheStatementDoesNotName() throws Exception {
        VolumeWriter writer = new VolumeWriter(documents(statement(List.of(LISTING, new Listing(List.of())))));
        assertThatThrownBy(() -> writer.write(OutputStream.nullOutputStream(), 2, LISTING, store, bytes -> {}))
                .isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void documentsMustBeThoseOfTheStatement() throws Exception {
        Statement statement = statement(List.of(LISTING));
        byte[] other = INDEX.encode();
        other[5] ^= 1;
        assertThatThrownBy(() -> new BundleDocuments(LAYER, statement, other, new byte[0], OMITTED))
                .isInstanceOf(DigestMismatchException.class);
        assertThatThrownBy(() -> new BundleDocuments(LAYER, statement, INDEX.encode(), new byte[0], new byte[0]))
                .isInstanceOf(DigestMismatchException.class);
        assertThatThrownBy(() -> new BundleDocuments(LAYER, statement, INDEX.encode(), LAYER, OMITTED))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
