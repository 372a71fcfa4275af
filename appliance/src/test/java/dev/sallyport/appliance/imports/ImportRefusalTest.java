package dev.sallyport.appliance.imports;

import static dev.sallyport.appliance.imports.TestAppliance.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.HostileVolume;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RawEntry;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is wrong with a bundle: nothing is published, nothing that was published changes, and the right one still goes in. */
final class ImportRefusalTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final SigningKey STRANGER = SigningKey.generate();
    private static final SigningKey REVOKED = SigningKey.generate();
    private static final SigningKey ELSEWHERE = SigningKey.generate();
    private static final TestBundle FIRST = new VolumeBuilder(KEY)
            .sequence(5)
            .image(APP, "0", bytes("what is published"))
            .build();
    private static final TestBundle GOOD = next().build();

    @TempDir(factory = MemoryDirectory.class)
    private Path data;

    private TestAppliance appliance;

    @BeforeEach
    void publishTheFirst() throws Exception {
        appliance = new TestAppliance(data).trust(KEY).trust(REVOKED);
        appliance.store().trust().revoke(REVOKED.verificationKey().id(), null, "test");
        appliance
                .store()
                .trust()
                .add(ELSEWHERE.verificationKey(), "Elsewhere", new StreamName("elsewhere"), null, null, "test");
        appliance.receive(FIRST);
    }

    @AfterEach
    void close() throws Exception {
        appliance.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static VolumeBuilder after(SigningKey key, long sequence) {
        return new VolumeBuilder(key).sequence(sequence).previous(5, FIRST.digest());
    }

    private static VolumeBuilder next() {
        return after(KEY, 6).image(APP, "1", bytes("what is next")).image(APP, "2", bytes("new"));
    }

    private static HostileVolume good() {
        return GOOD.open(1);
    }

    private static byte[] flipped(byte[] content, int at) {
        byte[] changed = content.clone();
        changed[at] ^= 1;
        return changed;
    }

    private static RawEntry lastEntry(HostileVolume volume) {
        return volume.entries().get(volume.entries().size() - 1);
    }

    private static HostileVolume edit(Consumer<HostileVolume> change) {
        HostileVolume volume = good();
        change.accept(volume);
        return volume;
    }

    private static HostileVolume with(RawEntry extra) {
        return edit(volume -> volume.entries().add(extra));
    }

    private interface Volume {
        byte[] bytes() throws Exception;
    }

    /** What is wrong, and the code of the failure that says so. */
    @SuppressWarnings("ImmutableEnumChecker") // A lambda without state.
    enum Wrong {
        SIGNED_BY_A_STRANGER(
                "unknown-key", () -> good().signedBy(List.of(STRANGER)).bytes()),
        NOT_SIGNED("unknown-key", () -> good().signedBy(List.of()).bytes()),
        SIGNED_BY_A_REVOKED_KEY(
                "revoked-key", () -> good().signedBy(List.of(REVOKED)).bytes()),
        SIGNED_FOR_ANOTHER_STREAM(
                "wrong-stream", () -> good().signedBy(List.of(ELSEWHERE)).bytes()),
        SIGNED_AS_SOMETHING_ELSE(
                "malformed-json", () -> good().payloadType("text/plain").bytes()),
        STATEMENT_CHANGED_AFTER_SIGNING(
                "invalid-signature",
                () -> edit(volume -> {
                            String text = new String(volume.entry("bundle").content(), UTF_8);
                            int at = text.indexOf("\"payload\":\"") + 11;
                            char other = text.charAt(at + 40) == 'A' ? 'B' : 'A';
                            volume.entry("bundle")
                                    .content(bytes(text.substring(0, at + 40) + other + text.substring(at + 41)));
                        })
                        .bytes()),
        NEEDS_AN_UNKNOWN_FEATURE(
                "unknown-feature",
                () -> good().editStatement(text -> text.replace("\"requires\":[]", "\"requires\":[\"teleport\"]"))
                        .bytes()),
        REPLAYED_SEQUENCE(
                "forked-history",
                () -> after(KEY, 5)
                        .image(APP, "1", bytes("another five"))
                        .build()
                        .volume(1)),
        OLDER_SEQUENCE(
                "older-sequence",
                () -> new VolumeBuilder(KEY)
                        .sequence(4)
                        .image(APP, "1", bytes("four"))
                        .build()
                        .volume(1)),
        FORKED_HISTORY(
                "forked-history",
                () -> new VolumeBuilder(KEY)
                        .sequence(6)
                        .previous(5, Digest.sha256(bytes("another five")))
                        .image(APP, "1", bytes("six"))
                        .build()
                        .volume(1)),
        HISTORY_THAT_PASSES_OVER_OURS(
                "forked-history",
                () -> new VolumeBuilder(KEY)
                        .sequence(6)
                        .previous(4, Digest.sha256(bytes("four")))
                        .image(APP, "1", bytes("six"))
                        .build()
                        .volume(1)),
        HISTORY_BEGUN_AGAIN(
                "forked-history",
                () -> new VolumeBuilder(KEY)
                        .sequence(6)
                        .image(APP, "1", bytes("six"))
                        .build()
                        .volume(1)),
        EXPIRED("expired", () -> next().expires("2026-11-21T09:00:00Z").build().volume(1)),
        LOCAL_REPOSITORY(
                "repository-not-claimed",
                () -> after(KEY, 6)
                        .image("team/app", "1", bytes("local"))
                        .build()
                        .volume(1)),
        CUT_OFF("truncated-volume", () -> Arrays.copyOf(GOOD.volume(1), GOOD.volume(1).length - 1500)),
        CUT_OFF_IN_THE_STATEMENT("truncated-volume", () -> Arrays.copyOf(GOOD.volume(1), 900)),
        NOT_A_VOLUME("not-a-volume", () -> new byte[4096]),
        DAMAGED_INDEX(
                "damaged-entry",
                () -> edit(volume -> volume.entry("index.json")
                                .content(flipped(volume.entry("index.json").content(), 20)))
                        .bytes()),
        DAMAGED_LISTING(
                "damaged-entry",
                () -> edit(volume -> volume.entry("listings/")
                                .content(flipped(volume.entry("listings/").content(), 20)))
                        .bytes()),
        DAMAGED_BLOB(
                "damaged-entry",
                () -> edit(volume -> lastEntry(volume)
                                .content(flipped(lastEntry(volume).content(), 1)))
                        .bytes()),
        LONGER_BLOB(
                "malformed-volume",
                () -> edit(volume -> lastEntry(volume)
                                .content(Arrays.copyOf(lastEntry(volume).content(), 4000)))
                        .bytes()),
        UNLISTED_ENTRY(
                "malformed-volume",
                () -> with(new RawEntry("extra", new byte[1])).bytes()),
        DOUBLED_ENTRY("malformed-volume", () -> with(lastEntry(good())).bytes()),
        ENTRIES_IN_ANOTHER_ORDER(
                "malformed-volume",
                () -> edit(volume -> Collections.swap(
                                volume.entries(), volume.indexOf("blobs/"), volume.indexOf("blobs/") + 1))
                        .bytes()),
        RENAMED_ENTRY(
                "malformed-volume",
                () -> edit(volume -> lastEntry(volume).name("blobs/sha256/other"))
                        .bytes()),
        PARENT_PATH(
                "malformed-volume",
                () -> with(new RawEntry("../../trust/x.pub", new byte[1])).bytes()),
        ABSOLUTE_PATH(
                "malformed-volume",
                () -> with(new RawEntry("/etc/passwd", new byte[1])).bytes()),
        SYMBOLIC_LINK(
                "malformed-volume",
                () -> with(new RawEntry("blobs/sha256/link", new byte[0])
                                .type('2')
                                .link("/etc/passwd"))
                        .bytes()),
        DEVICE(
                "malformed-volume",
                () -> with(new RawEntry("null", new byte[0]).type('3')).bytes()),
        BYTES_AFTER_THE_END(
                "malformed-volume",
                () -> good().trailer(flipped(new byte[2048], 2000)).bytes()),
        ENTRIES_OF_ANOTHER_BUNDLE(
                "malformed-volume",
                () -> edit(volume -> {
                            volume.entries().removeIf(entry -> entry.name().startsWith("blobs/"));
                            FIRST.open(1).entries().stream()
                                    .filter(entry -> entry.name().startsWith("blobs/"))
                                    .forEach(volume.entries()::add);
                        })
                        .bytes()),
        LISTING_OF_ANOTHER_BUNDLE(
                "malformed-volume",
                () -> edit(volume -> volume.entry("listings/")
                                .content(FIRST.open(1).entry("listings/").content()))
                        .bytes()),
        LISTING_THAT_LIES_ABOUT_A_SIZE("damaged-entry", () -> {
            HostileVolume volume = good();
            RawEntry last = lastEntry(volume);
            byte[] longer = Arrays.copyOf(last.content(), last.content().length + 1);
            int size = last.content().length;
            String hex = last.name().substring(last.name().lastIndexOf('/') + 1);
            long total = Long.parseLong(volume.statement().replaceAll(".*\"bytes\":([0-9]+).*", "$1"));
            volume.editDocument(
                    "listings/", text -> text.replace(hex + "\",\"size\":" + size, hex + "\",\"size\":" + (size + 1)));
            volume.editStatement(text -> text.replace("\"bytes\":" + total, "\"bytes\":" + (total + 1)));
            last.content(longer);
            return volume.bytes();
        }),
        MANIFEST_THAT_LIES_ABOUT_A_SIZE("inconsistent-release", () -> {
            byte[] config = bytes("{}");
            byte[] layer = bytes("a layer");
            byte[] manifest = bytes(new String(VolumeBuilder.manifest(config, layer), UTF_8)
                    .replace("\"size\":" + layer.length + "}]", "\"size\":" + (layer.length + 1) + "}]"));
            return withManifest(MediaTypes.OCI_MANIFEST, manifest, config, layer);
        }),
        IMAGE_GIVEN_AS_AN_INDEX("inconsistent-release", () -> {
            byte[] config = bytes("{}");
            byte[] manifest = bytes(new String(VolumeBuilder.manifest(config), UTF_8)
                    .replace("\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",", ""));
            return withManifest(MediaTypes.OCI_INDEX, manifest, config);
        }),
        INDEX_THAT_IS_AN_IMAGE_TOO("inconsistent-release", () -> {
            byte[] config = bytes("{}");
            byte[] manifest = bytes(new String(VolumeBuilder.manifest(config), UTF_8)
                    .replace("\"layers\":", "\"manifests\":[],\"layers\":"));
            return withManifest(MediaTypes.OCI_MANIFEST, manifest, config);
        }),
        TAG_OF_WHAT_IS_NO_MANIFEST(
                "inconsistent-release", () -> withManifest("application/octet-stream", bytes("just bytes"))),
        MANIFEST_OVER_ITS_LIMIT(
                "inconsistent-release", () -> withManifest(MediaTypes.OCI_MANIFEST, new byte[Manifest.MAX_SIZE + 1])),
        INDEXES_NESTED_WITHOUT_END("inconsistent-release", () -> {
            VolumeBuilder bundle = after(KEY, 6);
            byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
            for (int depth = 0; depth < 20; depth++) {
                bundle.blob(index);
                index = bytes("{\"schemaVersion\":2,\"manifests\":[" + descriptor(MediaTypes.OCI_INDEX, index) + "]}");
            }
            return bundle.blob(index)
                    .tag(APP, "1", MediaTypes.OCI_INDEX, index)
                    .build()
                    .volume(1);
        }),
        MANIFEST_THAT_IS_NO_JSON("inconsistent-release", () -> withManifest(MediaTypes.OCI_MANIFEST, bytes("{\"a\":"))),
        MANIFEST_GIVEN_UNDER_TWO_TYPES("inconsistent-release", () -> {
            byte[] config = bytes("{}");
            byte[] manifest = VolumeBuilder.manifest(config);
            byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[" + descriptor(MediaTypes.OCI_MANIFEST, manifest)
                    + "," + descriptor(MediaTypes.DOCKER_MANIFEST, manifest) + "]}");
            return after(KEY, 6)
                    .blob(index)
                    .blob(manifest)
                    .blob(config)
                    .tag(APP, "1", MediaTypes.OCI_INDEX, index)
                    .build()
                    .volume(1);
        });

        private final String code;
        private final Volume volume;

        Wrong(String code, Volume volume) {
            this.code = code;
            this.volume = volume;
        }

        private static byte[] withManifest(String mediaType, byte[] manifest, byte[]... others) {
            VolumeBuilder bundle = after(KEY, 6).image(APP, "0", bytes("right")).blob(manifest);
            for (byte[] other : others) {
                bundle.blob(other);
            }
            return bundle.tag(APP, "1", mediaType, manifest).build().volume(1);
        }

        private static String descriptor(String mediaType, byte[] content) {
            return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.sha256(content) + "\",\"size\":"
                    + content.length + "}";
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAndStillTakesTheRightOne(Wrong wrong) throws Exception {
        Map<String, Digest> shown = appliance.images();
        long records = appliance.store().journalRecords();

        SallyportException refusal =
                catchThrowableOfType(SallyportException.class, () -> appliance.receive(wrong.volume.bytes()));

        assertThat(refusal).as("the refusal").isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(wrong.code);
        assertThat(refusal.category()).isEqualTo(Category.REFUSED);
        assertThat(refusal.remedy()).isNotBlank();
        assertThat(appliance.images()).isEqualTo(shown);
        assertThat(appliance.store().journalRecords()).isEqualTo(records);
        assertThat(appliance.store().content().uploads()).isEmpty();
        assertThat(appliance.receive(GOOD).state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.images()).containsOnlyKeys(APP + ":1", APP + ":2");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SIGNED_BY_A_STRANGER",
                "NOT_SIGNED",
                "SIGNED_BY_A_REVOKED_KEY",
                "SIGNED_FOR_ANOTHER_STREAM",
                "STATEMENT_CHANGED_AFTER_SIGNING"
            })
    void writesNothingOfWhatNobodyTrustedSigned(Wrong wrong) throws Exception {
        List<String> before = files();

        assertThat(catchThrowableOfType(SallyportException.class, () -> appliance.receive(wrong.volume.bytes())))
                .isNotNull();
        assertThat(files()).isEqualTo(before);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("database"))
                    .map(file -> file + " " + file.toFile().length())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void namesVolumeAndEntryOfDamage() {
        RawEntry last = lastEntry(good());

        SallyportException damage = catchThrowableOfType(
                SallyportException.class, () -> appliance.receive(Wrong.DAMAGED_BLOB.volume.bytes()));

        assertThat(damage.facts()).containsEntry("volume", "1").containsEntry("entry", last.name());
        assertThat(damage.getMessage()).contains("Volume 1").contains(last.name());
    }

    @Test
    void refusesRepositoriesOutsideTheKeysPattern() throws Exception {
        appliance
                .store()
                .trust()
                .add(
                        KEY.verificationKey(),
                        "ACME",
                        STREAM,
                        new RepositoryPattern("registry.example/team/*"),
                        null,
                        "test");
        byte[] outside = after(KEY, 6)
                .image(APP, "1", bytes("inside"))
                .image("registry.example/other/app", "1", bytes("outside"))
                .build()
                .volume(1);

        SallyportException refusal = catchThrowableOfType(SallyportException.class, () -> appliance.receive(outside));

        assertThat(refusal.code()).isEqualTo("repository-not-claimed");
        assertThat(refusal.facts()).containsEntry("repository", "registry.example/other/app");
        assertThat(appliance.receive(GOOD).state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void asksForAsManySignaturesAsTheStreamWasGivenEvenAfterARevocation() throws Exception {
        SigningKey second = SigningKey.generate();
        appliance.store().trust().add(second.verificationKey(), "Second", STREAM, null, 2, "test");

        assertThat(catchThrowableOfType(SallyportException.class, () -> appliance.receive(GOOD))
                        .code())
                .isEqualTo("too-few-signatures");
        appliance.store().trust().revoke(second.verificationKey().id(), null, "test");
        assertThat(catchThrowableOfType(SallyportException.class, () -> appliance.receive(GOOD))
                        .code())
                .isEqualTo("too-few-signatures");
        appliance.store().trust().add(second.verificationKey(), "Second", STREAM, null, null, "test");
        assertThat(appliance
                        .receive(good().signedBy(List.of(KEY, second)).stream())
                        .state())
                .isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.store().catalog().releases().get(0).publisher()).contains("ACME", "Second");
    }

    @Test
    void refusesWhatIsStagedOnceItsKeyIsRevokedAndTakesItWhenItIsTrustedAgain() throws Exception {
        appliance.imports().receive(GOOD.stream(1), TestAppliance.HOLD);
        appliance.store().trust().revoke(KEY.verificationKey().id(), STREAM, "test");

        ImportStatus status = appliance.imports().status(GOOD.digest());
        assertThat(status.state()).isEqualTo(ImportState.REFUSED);
        assertThat(status.code()).isEqualTo("revoked-key");
        assertThat(catchThrowableOfType(
                                SallyportException.class,
                                () -> appliance.imports().publish(GOOD.digest(), "test"))
                        .code())
                .isEqualTo("revoked-key");
        appliance.trust(KEY);
        assertThat(appliance.imports().publish(GOOD.digest(), "test").state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void waitsForContentThatNobodyCarriedAndNobodyLeftOutOnPurpose() throws Exception {
        byte[] config = bytes("{}");
        byte[] layer = bytes("not carried");
        byte[] manifest = VolumeBuilder.manifest(config, layer);
        TestBundle gap = after(KEY, 6)
                .blob(manifest)
                .blob(config)
                .tag(APP, "1", MediaTypes.OCI_MANIFEST, manifest)
                .build();

        Map<String, Digest> shown = appliance.images();
        ImportStatus status = appliance.receive(gap);

        assertThat(status.state()).isEqualTo(ImportState.WAITING);
        assertThat(status.code()).isEqualTo("missing-content");
        assertThat(status.reason())
                .contains(APP + ":1")
                .contains(Digest.sha256(layer).toString());
        assertThat(status.remedy()).isNotBlank();
        assertThat(appliance.images()).isEqualTo(shown);
        assertThat(appliance.imports().status(gap.digest()).code()).isEqualTo("missing-content");
        TestBundle carrier = new VolumeBuilder(ELSEWHERE)
                .stream("elsewhere")
                        .image("registry.example/carrier", "1", layer)
                        .build();
        appliance.receive(carrier);
        assertThat(appliance.imports().publish(gap.digest(), "test").state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void publishesWhatLeavesOutPlatformsOnPurpose() throws Exception {
        byte[] config = bytes("{}");
        byte[] kept = VolumeBuilder.manifest(config, bytes("kept"));
        byte[] left = VolumeBuilder.manifest(config, bytes("left out"));
        byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[" + platform(kept, "linux", "amd64") + ","
                + platform(left, "linux", "arm64") + "]}");
        appliance.receive(after(KEY, 6)
                .blob(index)
                .blob(kept)
                .blob(config)
                .blob(bytes("kept"))
                .tag(APP, "1", MediaTypes.OCI_INDEX, index)
                .omit(Digest.sha256(index), MediaTypes.OCI_MANIFEST, left)
                .build());

        assertThat(appliance.store().catalog().images(null, 10).get(0).platforms())
                .containsExactly("linux/amd64");
        assertThat(appliance.manifest(APP, Digest.sha256(kept))).isPresent();
        assertThat(appliance.manifest(APP, Digest.sha256(left))).isEmpty();
    }

    private static String platform(byte[] manifest, String os, String architecture) {
        return Wrong.descriptor(MediaTypes.OCI_MANIFEST, manifest)
                .replaceFirst("}$", ",\"platform\":{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\"}}");
    }

    @Test
    void waitsForTheClockAndThenPublishes() throws Exception {
        TestBundle ahead = next().created("2026-11-23T09:00:01Z").build();

        ImportStatus status = appliance.receive(ahead);

        assertThat(status.state()).isEqualTo(ImportState.WAITING);
        assertThat(status.code()).isEqualTo("clock-behind");
        appliance.at("2026-11-21T09:00:01Z");
        assertThat(appliance.receive(ahead).state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void refusesWhatExpiredBeforeTheNewestReleaseEvenIfTheClockWasSetBack() throws Exception {
        appliance.at("2026-11-01T00:00:00Z");

        SallyportException refusal = catchThrowableOfType(
                SallyportException.class,
                () -> appliance.receive(next().expires("2026-11-20T00:00:00Z").build()));

        assertThat(refusal.code()).isEqualTo("expired");
    }

    @Test
    void neverPublishesAVolumeOfWhichAnyByteWasChanged() throws Exception {
        Map<String, Digest> shown = appliance.images();
        byte[] volume = GOOD.volume(1);
        for (int at = 0; at < volume.length; at += 11) {
            byte[] changed = volume.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            SallyportException refusal =
                    catchThrowableOfType(SallyportException.class, () -> appliance.receive(changed));

            assertThat(refusal).as("byte " + at).isNotNull();
            assertThat(appliance.images()).as("byte " + at).isEqualTo(shown);
            if (appliance.store().files().holds(GOOD.digest())) {
                appliance.imports().discard(GOOD.digest());
            }
        }
        assertThat(appliance.receive(GOOD).state()).isEqualTo(ImportState.PUBLISHED);
    }
}
