package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.HostileVolume;
import dev.sallyport.testkit.RawEntry;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeReaderTest {
    private static final byte[] LAYER = "layer".getBytes(UTF_8);
    private static final byte[] OTHER = "other".getBytes(UTF_8);
    private static final TestBundle BUNDLE = new VolumeBuilder(Volumes.KEY)
            .image("docker.io/library/nginx", "1.27", LAYER, OTHER)
            .omit(Digest.sha256(LAYER), MediaTypes.OCI_LAYER_GZIP, OTHER)
            .nextVolume()
            .image("quay.io/acme/tool", "1.9", new byte[0], new byte[1024])
            .blob(DigestAlgorithm.SHA512, LAYER)
            .build();

    private static void assertRefused(String code, HostileVolume volume, String... message) {
        assertRefused(code, volume.bytes(), message);
    }

    private static void assertRefused(String code, byte[] volume, String... message) {
        assertThatThrownBy(() -> Volumes.read(new ByteArrayInputStream(volume)))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                    assertThat(e.category()).isEqualTo(Category.REFUSED);
                    for (String part : message) {
                        assertThat(e.getMessage()).contains(part);
                    }
                    assertThat(e.remedy()).isNotEmpty();
                });
    }

    private static int blob(HostileVolume volume, int number) {
        return volume.indexOf("blobs/") + number;
    }

    @Test
    void readsEachVolumeByItself() throws Exception {
        Volumes.Content first = Volumes.read(BUNDLE.stream(1));
        Volumes.Content second = Volumes.read(BUNDLE.stream(2));
        assertThat(first.number()).isEqualTo(1);
        assertThat(second.number()).isEqualTo(2);
        assertThat(first.statement()).isEqualTo(second.statement()).isEqualTo(BUNDLE.digest());
        assertThat(first.roots()).isEqualTo(second.roots()).hasSize(2);
        assertThat(first.omissions()).isEqualTo(second.omissions()).hasSize(1);
        assertThat(first.blobs()).hasSize(4).containsKey(Digest.sha256(OTHER));
        assertThat(second.blobs()).hasSize(5).containsKey(Digest.of(DigestAlgorithm.SHA512, LAYER));
    }

    @Test
    void readsAStreamThatGivesFewBytesAtATime() throws Exception {
        InputStream slow = new ByteArrayInputStream(BUNDLE.volume(2)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 7));
            }
        };
        assertThat(Volumes.read(slow)).isEqualTo(Volumes.read(BUNDLE.stream(2)));
    }

    @Test
    void aStreamMayLeaveOutBlobs() throws Exception {
        HostileVolume volume = BUNDLE.open(1);
        volume.entries().remove(blob(volume, 3));
        volume.entries().remove(blob(volume, 0));
        VolumeReader reader = Volumes.open(volume.stream());
        List<ListingEntry> absent = reader.readEntries(Volumes::verified);
        assertThat(absent)
                .containsExactly(
                        reader.listing().entries().get(0),
                        reader.listing().entries().get(3));
        assertRefused("missing-entry", volume, "Volume 1 lacks", absent.get(0).path());
    }

    // ---- who says it

    @Test
    void refusesAnotherSigner() {
        assertRefused("unknown-key", BUNDLE.open(1).signedBy(List.of(SigningKey.generate())));
        assertRefused("unknown-key", BUNDLE.open(1).signedBy(List.of()));
    }

    @Test
    void refusesAChangedStatement() {
        HostileVolume volume = BUNDLE.open(1);
        RawEntry envelope = volume.entry("bundle.dsse.json");
        String text = new String(envelope.content(), UTF_8);
        HostileVolume other = BUNDLE.open(1).editStatement(statement -> statement.replace("factory-7", "factory-8"));
        String otherPayload = new String(other.entry("bundle.dsse.json").content(), UTF_8)
                .replaceAll(".*\"payload\":\"([^\"]*)\".*", "$1");
        envelope.content(text.replaceAll("\"payload\":\"[^\"]*\"", "\"payload\":\"" + otherPayload + "\"")
                .getBytes(UTF_8));
        assertRefused("invalid-signature", volume);
    }

    @Test
    void refusesAnEnvelopeOverSomethingElse() {
        assertRefused("malformed-json", BUNDLE.open(1).payloadType("application/vnd.in-toto+json"), "payload type");
    }

    // ---- what the statement says

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"format\":1|\"format\":2|unknown-feature|bundle format 2",
                "\"requires\":[]|\"requires\":[\"pieces\"]|unknown-feature|'pieces'",
                "\"format\":1|\"format\":\"1\"|malformed-json|'format'",
                "\"format\":1|\"format\":1e0|malformed-json|'format'",
                "\"format\":1|\"form\":1|malformed-json|'format' is missing",
                "\"stream\":|\"stream\":\"x\",\"stream\":|malformed-json|Duplicate field",
                "\"stream\":\"factory-7\"|\"stream\":\"../x\"|malformed-json|stream name",
                "\"stream\":\"factory-7\"|\"stream\":7|malformed-json|'stream' is not text",
                "\"sequence\":1|\"sequence\":0|malformed-json|'sequence' is below 1",
                "\"sequence\":1|\"sequence\":-1|malformed-json|'sequence'",
                "\"sequence\":1|\"sequence\":9223372036854775808|malformed-json|'sequence'",
                "\"sequence\":1|\"sequence\":1000000000000000000000000000000000000000|malformed-json|length",
                "\"previous\":null|\"previous\":{\"sequence\":0,\"digest\":\"x\"}|malformed-json|'sequence' is below 1",
                "\"previous\":null|\"previous\":{\"sequence\":1,\"digest\":\"x\"}|malformed-json|'digest' is no digest",
                "\"created\":\"2026-11-21T08:00:00Z\"|\"created\":\"yesterday\"|malformed-json|'created' is no time",
                "\"created\":\"2026-11-21T08:00:00Z\"|\"created\":null|malformed-json|'created' is missing",
                "\"expires\":null|\"expires\":\"2026-13-01T00:00:00Z\"|malformed-json|'expires' is no time",
                "\"volumes\":[|\"volumes\":[7,|malformed-json|'volumes' has an element",
                "\"volumes\":[|\"volumes\":[],\"x\":[|malformed-json|'volumes' has 0 elements",
                "\"base\":null|\"base\":null,\"aliases\":{\"a/../b\":\"registry.example/b\"}|malformed-json|'aliases'",
                "\"base\":null|\"base\":{\"sequence\":1,\"digest\":\"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}|malformed-json|base is neither",
                "\"prerequisites\":null|\"prerequisites\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"size\":1}|malformed-json|but no base",
                "\"prerequisites\":null|\"prerequisites\":[]|malformed-json|'prerequisites' is not an object",
                "\"creator\":\"test 1\"|\"creator\":\"\\ud800\"|malformed-json|not valid Unicode",
            })
    void refusesAStatementThatSaysSomethingElse(String part, String other, String code, String why) {
        assertRefused(code, BUNDLE.open(1).editStatement(text -> text.replace(part, other)), why);
    }

    @Test
    void refusesDeepNestingInTheStatement() {
        assertRefused(
                "malformed-json",
                BUNDLE.open(1)
                        .editStatement(text -> text.replace(
                                "\"base\":null", "\"base\":null,\"x\":" + "[".repeat(5000) + "]".repeat(5000))),
                "nesting");
    }

    @Test
    void refusesMoreVolumesThanABundleMayHave() {
        String summary = "{\"listing\":{\"mediaType\":\"x\",\"digest\":\"" + Digest.sha256(LAYER)
                + "\",\"size\":1},\"entries\":1,\"bytes\":1}";
        assertRefused(
                "malformed-json",
                BUNDLE.open(1)
                        .editStatement(text -> text.replace(
                                "\"volumes\":[",
                                "\"volumes\":[" + String.join(",", Collections.nCopies(9998, summary)) + ",")),
                "not 1 to 9999");
    }

    @Test
    void refusesAnEmptyDocumentThatTheStatementNames() {
        assertRefused(
                "malformed-json",
                BUNDLE.open(1)
                        .editStatement(text -> text.replace(
                                "\"prerequisites\":null",
                                "\"prerequisites\":{\"mediaType\":\"application/jsonl\",\"digest\":\""
                                        + Digest.sha256(new byte[0]) + "\",\"size\":0}")),
                "prerequisites is empty");
    }

    // ---- documents that are not the statement's

    @ParameterizedTest
    @ValueSource(strings = {"listings/", "index.json", "omitted.jsonl"})
    void refusesTheDocumentsOfAnotherBundle(String document) {
        TestBundle another = new VolumeBuilder(Volumes.KEY)
                .image("docker.io/library/nginx", "1.28", LAYER, OTHER)
                .omit(Digest.sha256(OTHER), MediaTypes.OCI_LAYER_GZIP, OTHER)
                .nextVolume()
                .build();
        HostileVolume volume = BUNDLE.open(1);
        volume.entry(document).content(another.open(1).entry(document).content());
        assertThatThrownBy(() -> Volumes.read(volume.stream()))
                .isInstanceOfSatisfying(
                        VolumeException.class, e -> assertThat(e.code()).isIn("damaged-entry", "malformed-volume"));
    }

    @Test
    void refusesTheEnvelopeOfAnotherBundle() {
        HostileVolume volume = BUNDLE.open(1);
        volume.entry("bundle.dsse.json")
                .content(new VolumeBuilder(Volumes.KEY)
                        .image("docker.io/library/nginx", "1.28", LAYER, OTHER)
                        .build()
                        .open(1)
                        .entry("bundle.dsse.json")
                        .content());
        assertRefused("damaged-entry", volume, "listings/000001.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listings/", "oci-layout", "index.json", "omitted.jsonl"})
    void refusesADocumentOfWhichOneBitChanged(String document) {
        HostileVolume volume = BUNDLE.open(1);
        byte[] content = volume.entry(document).content();
        content[content.length / 2] ^= 1;
        volume.entry(document).content(content);
        assertRefused("damaged-entry", volume, document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"listings/", "oci-layout", "index.json", "omitted.jsonl"})
    void refusesDocumentsThatAreMissingDoubledOrRenamed(String document) {
        HostileVolume missing = BUNDLE.open(1);
        missing.entries().remove(missing.indexOf(document));
        assertRefused("malformed-volume", missing);
        HostileVolume doubled = BUNDLE.open(1);
        doubled.entries().add(doubled.indexOf(document), doubled.entry(document));
        assertRefused("malformed-volume", doubled);
        HostileVolume renamed = BUNDLE.open(1);
        renamed.entry(document).name("x-" + renamed.entry(document).name());
        assertRefused("malformed-volume", renamed);
        HostileVolume moved = BUNDLE.open(1);
        moved.entries().add(moved.entries().remove(moved.indexOf(document)));
        assertRefused("malformed-volume", moved);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listings/000000.jsonl",
                "listings/000003.jsonl",
                "listings/999999.jsonl",
                "listings/1.jsonl",
                "listings/-00001.jsonl",
                "listings/000001.json",
                "../listings/000001.jsonl"
            })
    void refusesTheListingOfAVolumeThatThereIsNot(String name) {
        HostileVolume volume = BUNDLE.open(1);
        volume.entry("listings/").name(name);
        assertRefused("malformed-volume", volume, "expected the listing of one of 2 volumes");
    }

    @Test
    void refusesTheListingOfTheOtherVolume() {
        HostileVolume volume = BUNDLE.open(1);
        volume.entry("listings/").name("listings/000002.jsonl");
        assertRefused("malformed-volume", volume);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"schemaVersion\":2|\"schemaVersion\":2,\"manifests\":[]|Duplicate field",
                "dev.sallyport.repository|dev.sallyport.other|lack dev.sallyport.repository",
                "\"dev.sallyport.repository\":\"docker.io/library/nginx\"|\"dev.sallyport.repository\":\"../etc\"|Not a repository name",
                "\"dev.sallyport.tag\":\"1.27\"|\"dev.sallyport.tag\":\"-\"|Not a tag",
                "org.opencontainers.image.ref.name|ref.name|A referrer with a tag",
            })
    void refusesAnIndexThatNamesNothing(String part, String other, String why) {
        HostileVolume volume = BUNDLE.open(1).editDocument("index.json", text -> text.replace(part, other));
        assertThatThrownBy(() -> Volumes.read(volume.stream()))
                .isInstanceOf(SallyportException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesAnIndexThatNamesATagTwice() {
        HostileVolume volume = BUNDLE.open(1).editDocument("index.json", text -> {
            String root = text.substring(text.indexOf('[') + 1, text.indexOf("},{\"mediaType\"") + 1);
            return text.replace("\"manifests\":[", "\"manifests\":[" + root + ",");
        });
        assertRefused("malformed-json", volume, "Named twice: docker.io/library/nginx:1.27");
    }

    // ---- listings that lie

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"size\":5,|\"size\":6,|malformed-volume|counts other entries or bytes",
                "\"size\":5,|\"size\":05,|malformed-json|",
                "\"size\":5,|\"size\":-5,|malformed-json|'size'",
                "\"size\":5,|\"size\":5,\"size\":5,,|malformed-json|Duplicate field",
                "\"size\":5,|\"size\":9223372036854775807,|malformed-json|More than",
                "\"size\":5,|\"size\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[5]]]],|malformed-json|nesting",
                "{\"path\":\"blobs/|{\"path\":\"../blobs/|malformed-json|'path' is not that of",
                "{\"path\":\"blobs/|{\"path\":\"/blobs/|malformed-json|'path' is not that of",
                "{\"path\":\"blobs/|{\"path\":\"pieces/|malformed-json|'path' is not that of",
                "\"digest\":\"sha256:|\"digest\":\"md5:|malformed-json|'digest' is no digest",
                "}\\n{|}{|malformed-json|",
                "}\\n{|}\\n\\n{|malformed-json|it is empty",
                "}\\n{|}\\r\\n {|malformed-volume|counts other entries",
                "{\"path\"|{\"x\":1,\"path\"|malformed-volume|counts other entries",
                "{\"path\"|[]\\n{\"path\"|malformed-json|it is not an object",
            })
    void refusesAListingThatLies(String part, String other, String code, String why) {
        HostileVolume volume = BUNDLE.open(1)
                .editDocument(
                        "listings/",
                        text -> text.replace(
                                part.replace("\\n", "\n"),
                                other.replace("\\n", "\n").replace("\\r", "\r")));
        assertRefused(code, volume, why == null ? "" : why);
    }

    @Test
    void refusesAListingWithoutItsLastLineEnd() {
        assertRefused(
                "malformed-json",
                BUNDLE.open(1).editDocument("listings/", text -> text.substring(0, text.length() - 1)),
                "its last line is not ended");
    }

    @Test
    void refusesAListingThatNamesABlobTwice() {
        assertRefused(
                "malformed-json",
                BUNDLE.open(1).editDocument("listings/", text -> text + text.substring(0, text.indexOf('\n') + 1)),
                "Listed twice");
    }

    @Test
    void refusesAListingThatLiesAboutASizeAndItsSum() {
        HostileVolume volume = BUNDLE.open(1);
        long bytes = BUNDLE.open(1).entries().stream()
                .filter(entry -> entry.name().startsWith("blobs/"))
                .mapToLong(entry -> entry.content().length)
                .sum();
        volume.editDocument("listings/", text -> text.replaceFirst("\"size\":5,", "\"size\":6,"));
        volume.editStatement(text -> text.replace("\"bytes\":" + bytes, "\"bytes\":" + (bytes + 1)));
        assertRefused("malformed-volume", volume, "it has 5 bytes where the listing says 6");
    }

    @Test
    void refusesAStatementThatCountsOtherEntries() {
        assertRefused(
                "malformed-volume",
                BUNDLE.open(1).editStatement(text -> text.replace("\"entries\":4", "\"entries\":5")),
                "counts other entries or bytes");
    }

    // ---- entries that are not the listing's

    @Test
    void refusesAnExtraEntry() {
        for (int place = 0; place <= BUNDLE.open(1).entries().size(); place++) {
            HostileVolume volume = BUNDLE.open(1);
            volume.entries().add(place, RawEntry.text("blobs/sha256/" + "0".repeat(64), "x"));
            assertRefused(place == 0 ? "not-a-volume" : "malformed-volume", volume);
        }
    }

    @Test
    void refusesDoubledAndReorderedEntries() {
        for (int i = 0; i < 4; i++) {
            HostileVolume doubled = BUNDLE.open(1);
            doubled.entries().add(blob(doubled, i), doubled.entries().get(blob(doubled, i)));
            assertRefused("malformed-volume", doubled, "not listed, out of order, or there twice");
        }
        HostileVolume swapped = BUNDLE.open(1);
        Collections.swap(swapped.entries(), blob(swapped, 1), blob(swapped, 2));
        assertRefused("malformed-volume", swapped, "not listed, out of order, or there twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "/etc/passwd",
                "blobs/sha256/../../x",
                "blobs\\sha256\\x",
                "C:/x",
                "blobs/sha256/",
                "BLOBS/sha256/x",
                "./blobs/sha256/x"
            })
    void refusesOtherNames(String name) {
        HostileVolume volume = BUNDLE.open(1);
        volume.entry("blobs/").name(name);
        assertRefused("malformed-volume", volume);
        HostileVolume envelope = BUNDLE.open(1);
        envelope.entry("bundle.dsse.json").name(name);
        assertRefused("not-a-volume", envelope);
    }

    @Test
    void refusesLongNames() {
        HostileVolume pax = BUNDLE.open(1);
        String wide = "../".repeat(60) + "etc/passwd";
        pax.entries().add(blob(pax, 0), RawEntry.pax(RawEntry.paxRecord("path", wide)));
        pax.entry("blobs/").name(wide);
        assertRefused("malformed-volume", pax);
        HostileVolume gnu = BUNDLE.open(1);
        gnu.entries()
                .add(blob(gnu, 0), RawEntry.text("././@LongLink", wide + "\0").type('L'));
        assertRefused("malformed-volume", gnu, "metadata");
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6', '7', 'g', 'L', 'K', 'S', 'V', '\0'})
    void refusesEntriesThatAreNoPlainFiles(char type) {
        HostileVolume volume = BUNDLE.open(1);
        volume.entry("blobs/").type(type).link("../../etc/passwd");
        assertRefused("malformed-volume", volume, "metadata");
        HostileVolume document = BUNDLE.open(1);
        document.entry("index.json").type(type);
        assertRefused("malformed-volume", document, "metadata");
    }

    @Test
    void refusesABlobOfAnotherSize() {
        HostileVolume shorter = BUNDLE.open(1);
        shorter.entries().get(blob(shorter, 2)).content("laye".getBytes(UTF_8));
        assertRefused("malformed-volume", shorter, "4 bytes where the listing says 5");
        HostileVolume longer = BUNDLE.open(1);
        longer.entries().get(blob(longer, 2)).content("layers".getBytes(UTF_8));
        assertRefused("malformed-volume", longer, "6 bytes where the listing says 5");
    }

    @Test
    void refusesABlobOfWhichOneBitChanged() {
        HostileVolume volume = BUNDLE.open(1);
        volume.entries().get(blob(volume, 2)).content("lbyer".getBytes(UTF_8));
        assertRefused("damaged-entry", volume, Digest.sha256(LAYER).toString());
    }

    // ---- sizes that are declared and not there

    @ParameterizedTest
    @ValueSource(strings = {"bundle.dsse.json", "listings/", "oci-layout", "index.json", "omitted.jsonl"})
    void refusesAHugeDocumentWithoutMakingRoomForIt(String document) {
        HostileVolume volume = BUNDLE.open(1);
        volume.entry(document).declaredSize(1L << 30);
        assertRefused("malformed-volume", volume, document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"listings/", "index.json", "omitted.jsonl"})
    void refusesAHugeDocumentThatTheStatementDeclaresToo(String document) {
        HostileVolume volume = BUNDLE.open(1);
        byte[] content = volume.entry(document).content();
        String small = "\"digest\":\"" + Digest.sha256(content) + "\",\"size\":" + content.length;
        String huge = "\"digest\":\"" + Digest.sha256(content) + "\",\"size\":" + (1L << 30);
        volume.editStatement(text -> text.replace(small, huge));
        volume.entry(document).declaredSize(1L << 30);
        assertRefused("malformed-volume", volume, "1073741824 bytes", "allowed");
    }

    @Test
    void aHugeBlobIsReadAsItComes() {
        HostileVolume volume = BUNDLE.open(1);
        long bytes = BUNDLE.open(1).entries().stream()
                .filter(entry -> entry.name().startsWith("blobs/"))
                .mapToLong(entry -> entry.content().length)
                .sum();
        volume.editDocument("listings/", text -> text.replaceFirst("\"size\":5,", "\"size\":1099511627776,"));
        volume.editStatement(text -> text.replace("\"bytes\":" + bytes, "\"bytes\":" + (bytes - 5 + (1L << 40))));
        RawEntry layer = volume.entries().get(blob(volume, 2)).declaredSize(1L << 40);
        volume.entries().add(blob(volume, 2), RawEntry.pax(RawEntry.paxRecord("size", Long.toString(1L << 40))));
        layer.declaredSize(0);
        assertRefused("truncated-volume", volume, layer.name());
    }

    // ---- the end

    @Test
    void refusesAVolumeThatIsCutAtAnyBlock() {
        for (int number = 1; number <= 2; number++) {
            byte[] volume = BUNDLE.volume(number);
            for (int length = 0; length < volume.length; length += 512) {
                byte[] cut = Arrays.copyOf(volume, length);
                assertThatThrownBy(() -> Volumes.read(new ByteArrayInputStream(cut)))
                        .as("%d bytes", length)
                        .isInstanceOfSatisfying(
                                VolumeException.class,
                                e -> assertThat(e.code()).isIn("truncated-volume", "not-a-volume"));
            }
        }
    }

    @Test
    void saysWhatIsCutAndWhereFrom() {
        byte[] volume = BUNDLE.volume(2);
        assertRefused("truncated-volume", Arrays.copyOf(volume, volume.length - 512), "Volume 2 ends within its end");
        assertRefused("truncated-volume", Arrays.copyOf(volume, volume.length - 1024), "Volume 2 ends within");
        assertThatThrownBy(() -> Volumes.read(new ByteArrayInputStream(volume, 0, volume.length - 512)))
                .isInstanceOfSatisfying(
                        SallyportException.class, e -> assertThat(e.remedy()).endsWith("sync-agent save --volumes 2"));
    }

    @Test
    void takesUpToAMebibyteOfZerosAfterTheEnd() throws Exception {
        int most = 1024 + (1 << 20);
        assertThat(Volumes.read(BUNDLE.open(1).trailer(new byte[most]).stream()))
                .isEqualTo(Volumes.read(BUNDLE.stream(1)));
        assertThat(Volumes.read(BUNDLE.open(1).trailer(new byte[1025]).stream()))
                .isNotNull();
        assertRefused("malformed-volume", BUNDLE.open(1).trailer(new byte[most + 1]), "more than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1023, 1024, 1025, 9000, 1024 + (1 << 20) - 1})
    void refusesAnythingElseAfterTheEnd(int place) {
        byte[] trailer = new byte[Math.max(1024, place + 1)];
        trailer[place] = 1;
        assertRefused("malformed-volume", BUNDLE.open(1).trailer(trailer), "something follows the end");
    }

    @Test
    void refusesASecondArchiveAfterTheFirst() {
        byte[] one = BUNDLE.volume(1);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertRefused("malformed-volume", two, "something follows the end");
    }

    @Test
    void refusesPaddingThatIsNotZero() {
        byte[] volume = BUNDLE.volume(1);
        int end = 512 + BUNDLE.open(1).entry("bundle.dsse.json").content().length;
        volume[end] = 1;
        assertRefused("malformed-volume", volume, "its padding is not zero");
    }

    static List<byte[]> otherFiles() {
        return List.of(
                new byte[0],
                new byte[100],
                new byte[512],
                new byte[10_000],
                "hello".repeat(1000).getBytes(UTF_8),
                RawEntry.text("oci-layout", "{}").bytes(),
                RawEntry.text("bundle.dsse.json", "{}").type('2').bytes());
    }

    @ParameterizedTest
    @MethodSource("otherFiles")
    void knowsWhatIsNoVolumeAtAll(byte[] file) {
        assertRefused("not-a-volume", file, "This is not a volume of a bundle");
    }

    @Test
    void aReadErrorStaysOne() {
        InputStream broken = new FilterInputStream(BUNDLE.stream(1)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> Volumes.read(broken))
                .isInstanceOf(IOException.class)
                .hasMessage("Input/output error");
    }

    @Test
    void messagesAreSafeToPrint() {
        HostileVolume volume = BUNDLE.open(1);
        String wide = "blobs/\u001b[2J" + "x".repeat(150);
        volume.entries().add(blob(volume, 0), RawEntry.pax(RawEntry.paxRecord("path", wide)));
        volume.entry("blobs/").name(wide);
        assertThatThrownBy(() -> Volumes.read(volume.stream()))
                .isInstanceOf(VolumeException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }
}
