package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.appliance.store.Leases;
import dev.sallyport.appliance.uploads.BlobPart;
import dev.sallyport.appliance.uploads.UnknownUploadException;
import dev.sallyport.appliance.uploads.UploadStatus;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collection takes of local repositories, and what it leaves. */
final class CollectorTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path data;

    private SpaceFixture fixture;
    private LocalImages images;

    @BeforeEach
    void open() throws Exception {
        fixture = new SpaceFixture(data);
        images = fixture.images;
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private List<Digest> blobs() throws IOException {
        return fixture.appliance.blobs();
    }

    @Test
    void deletingAnImageGivesItsBytesBack() throws Exception {
        Descriptor image = images.image("team/app", List.of("one", "two"), "1");
        images.delete("team/app", image);

        CollectionReport report = fixture.collect(Duration.ZERO);

        assertThat(blobs()).isEmpty();
        assertThat(report.purged().files()).isEqualTo(4);
        assertThat(report.freed()).isEqualTo(report.trashed().bytes()).isGreaterThan(image.size());
        assertThat(report.links()).isEqualTo(new StoredAmount(3, report.freed() - image.size()));
        assertThat(fixture.appliance.store().repositories().names(null, 10)).isEmpty();
        assertThat(fixture.appliance.store().content().trash().amount()).isEqualTo(StoredAmount.NONE);
    }

    @Test
    void whatIsInUseStays() throws Exception {
        images.image("team/app", List.of("one", "two"), "1");
        images.image("team/app", List.of("by digest only"));
        images.index("team/multi", List.of(images.image("team/multi", List.of("child"))), "latest");
        Descriptor subject = images.image("team/signed", List.of("signed"), "1");
        images.referrer("team/signed", subject, "signature");
        Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
        List<Digest> before = blobs();

        CollectionReport report = fixture.collect(Duration.ZERO);

        assertThat(blobs()).hasSameElementsAs(before);
        assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);
        assertThat(report.links()).isEqualTo(StoredAmount.NONE);
        assertThat(report.examined()).isEqualTo(before.size());
    }

    @Test
    void whatWasPushedAgainOutlivesTheImageThatItWasIn() throws Exception {
        Descriptor subject = images.image("team/app", List.of("subject"), "1");
        Descriptor signature = images.referrer("team/app", subject, "signature");
        images.delete("team/app", subject);
        fixture.appliance.at("2031-01-01T20:00:00Z");
        images.blob("team/app", "signature");

        fixture.appliance.at("2031-01-02T01:00:00Z");
        fixture.collect(DAY);
        assertThat(images.holds(signature)).isFalse();
        assertThat(images.holds(LocalImages.of("signature"))).isTrue();

        fixture.appliance.at("2031-01-03T02:00:00Z");
        fixture.collect(DAY);
        fixture.collect(Duration.ZERO);
        assertThat(blobs()).isEmpty();
    }

    @Test
    void whatALivingRepositorySharesStays() throws Exception {
        images.image("team/alive", List.of("shared", "own"), "1");
        Descriptor gone = images.image("team/gone", List.of("shared", "gone only"), "1");
        images.blob("team/other", "gone only by a mount elsewhere");
        fixture.appliance
                .store()
                .local()
                .mount(
                        LocalImages.name("team/mounted"),
                        LocalImages.of("gone only by a mount elsewhere").digest(),
                        LocalImages.name("team/other"),
                        LocalImages.ACTOR);
        Descriptor keeper = images.image("team/mounted", List.of("gone only by a mount elsewhere"), "1");
        images.delete("team/gone", gone);

        fixture.collect(Duration.ZERO);

        assertThat(images.holds(LocalImages.of("shared"), LocalImages.of("own"), keeper))
                .isTrue();
        assertThat(images.holds(LocalImages.of("gone only by a mount elsewhere")))
                .isTrue();
        assertThat(images.holdsAny(gone, LocalImages.of("gone only"))).isFalse();
    }

    @Test
    void anIndexTakesItsChildrenAndReferrersWithItButNotThoseWithATag() throws Exception {
        Descriptor amd = images.image("team/app", List.of("amd"));
        Descriptor arm = images.image("team/app", List.of("arm"), "arm");
        Descriptor both = images.image("team/app", List.of("both"));
        Descriptor index = images.index("team/app", List.of(amd, arm, both), "latest");
        Descriptor other = images.index("team/app", List.of(both), "other");
        Descriptor signature = images.referrer("team/app", index, "signature of the index");
        Descriptor deeper = images.referrer("team/app", signature, "signature of the signature");
        Descriptor tagged = images.referrer("team/app", index, "kept", "kept");
        images.delete("team/app", index);

        fixture.collect(Duration.ZERO);

        assertThat(images.holdsAny(index, amd, signature, deeper, LocalImages.of("amd")))
                .isFalse();
        assertThat(images.holds(arm, both, other, tagged, LocalImages.of("arm"), LocalImages.of("both")))
                .isTrue();
    }

    @Test
    void nothingGoesBeforeItsGrace() throws Exception {
        Descriptor image = images.image("team/app", List.of("one"), "1");
        Descriptor pushed = images.blob("team/app", "in no manifest yet");
        images.delete("team/app", image);

        assertThat(fixture.collect(DAY).links()).isEqualTo(StoredAmount.NONE);
        // No link names the manifest, and its file is older than the grace.
        assertThat(images.holds(image)).isFalse();
        assertThat(images.holds(pushed, LocalImages.of("one"))).isTrue();

        fixture.appliance.at("2031-01-01T23:59:59Z");
        assertThat(fixture.collect(DAY).links()).isEqualTo(StoredAmount.NONE);
        assertThat(fixture.appliance.store().content().trash().amount().files()).isOne();
        fixture.appliance.at("2031-01-02T00:00:00Z");
        CollectionReport due = fixture.collect(DAY);
        assertThat(due.links().files()).isEqualTo(3);
        assertThat(due.purged()).isEqualTo(new StoredAmount(1, image.size()));
        assertThat(images.holdsAny(pushed, LocalImages.of("one"))).isFalse();
        fixture.appliance.at("2031-01-03T00:00:00Z");
        assertThat(fixture.collect(DAY).purged()).isEqualTo(due.trashed());
    }

    @Test
    @SuppressWarnings("try") // the lease is held, not used
    void aLeaseKeepsWhatNobodyLinkedYet() throws Exception {
        Descriptor image = images.image("team/app", List.of("leased", "not"), "1");
        images.delete("team/app", image);
        try (Leases.Lease lease = fixture.appliance.store().leases().take(image.digest())) {
            fixture.appliance
                    .store()
                    .leases()
                    .promise(
                            LocalImages.name("team/app"),
                            LocalImages.of("leased").digest());
            fixture.collect(Duration.ZERO);
            assertThat(images.holds(image, LocalImages.of("leased"))).isTrue();
            assertThat(images.holds(LocalImages.of("not"))).isFalse();
        }
        fixture.appliance.at("2031-01-02T00:00:00Z");
        fixture.collect(Duration.ZERO);
        assertThat(blobs()).isEmpty();
    }

    @Test
    void whatIsPushedAgainFromTheTrashIsThere() throws Exception {
        Descriptor image = images.image("team/app", List.of("one"), "1");
        images.delete("team/app", image);
        fixture.appliance.at("2031-02-01T00:00:00Z");
        fixture.collect(DAY);
        assertThat(fixture.appliance.store().content().trash().amount().files()).isEqualTo(3);

        images.image("team/app", List.of("one"), "1");
        fixture.appliance.at("2031-03-01T00:00:00Z");
        fixture.collect(DAY);

        assertThat(images.holds(image, LocalImages.of("one"))).isTrue();
        assertThat(fixture.appliance.store().content().trash().amount()).isEqualTo(StoredAmount.NONE);
    }

    @Test
    void anOpenReaderReadsToItsEnd() throws Exception {
        Descriptor image = images.image("team/app", List.of("a large layer, say"), "1");
        Descriptor layer = LocalImages.of("a large layer, say");
        try (StoredBlob blob =
                fixture.appliance.store().content().open(layer.digest()).orElseThrow()) {
            images.delete("team/app", image);
            fixture.collect(Duration.ZERO);
            assertThat(images.holds(layer)).isFalse();
            assertThat(blob.read(0, blob.size())).hasContent("a large layer, say");
        }
    }

    @Test
    void takesUntaggedManifestsOnlyWhenAskedTo() throws Exception {
        Descriptor untagged = images.image("team/app", List.of("untagged"));
        Descriptor signature = images.referrer("team/app", untagged, "signature of the untagged");
        Descriptor tagged = images.image("team/app", List.of("tagged"), "1", "2");
        Descriptor signed = images.referrer("team/app", tagged, "signature of the tagged");
        Descriptor child = images.image("team/app", List.of("child"));
        Descriptor index = images.index("team/app", List.of(child), "index");
        fixture.appliance.store().local().deleteTag(LocalImages.name("team/app"), new Tag("2"), LocalImages.ACTOR);
        fixture.collect(Duration.ZERO);
        assertThat(images.holds(untagged, signature)).isTrue();

        fixture.collect(Duration.ZERO, true, false);

        assertThat(images.holdsAny(untagged, signature, LocalImages.of("untagged")))
                .isFalse();
        assertThat(images.holds(tagged, signed, child, index, LocalImages.of("child")))
                .isTrue();
    }

    @Test
    void untaggedManifestsHaveTheirGraceToo() throws Exception {
        Descriptor pushed = images.image("team/app", List.of("pushed"));
        Descriptor again = images.image("team/app", List.of("again"));
        Descriptor untagged = images.image("team/app", List.of("untagged"), "1");
        Descriptor moved = images.image("team/app", List.of("moved"), "latest");
        Descriptor child = images.image("team/app", List.of("child"));
        Descriptor index = images.index("team/app", List.of(child), "index");
        fixture.appliance.at("2031-01-11T00:00:00Z");
        images.image("team/app", List.of("again"));
        fixture.appliance.store().local().deleteTag(LocalImages.name("team/app"), new Tag("1"), LocalImages.ACTOR);
        Descriptor newer = images.image("team/app", List.of("newer"), "latest");
        images.delete("team/app", index);
        fixture.appliance.at("2031-01-11T12:00:00Z");
        Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
        fixture.appliance.store().rebuild();
        assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);

        fixture.collect(DAY, true, false);

        assertThat(images.holds(again, untagged, moved, child, newer)).isTrue();
        assertThat(images.holds(LocalImages.of("again"), LocalImages.of("untagged"), LocalImages.of("moved")))
                .isTrue();
        assertThat(images.holds(pushed)).isFalse();
        fixture.appliance.at("2031-01-12T00:00:00Z");
        fixture.collect(DAY, true, false);
        assertThat(images.holdsAny(again, untagged, moved, child)).isFalse();
        assertThat(images.holds(newer)).isTrue();
    }

    @Test
    void whatReferredToAnImageIsItsAgainWhenItIsPushedAgain() throws Exception {
        Descriptor image = images.image("team/app", List.of("one"), "1");
        Descriptor signature = images.referrer("team/app", image, "signature");
        images.delete("team/app", image);
        images.image("team/app", List.of("one"), "1");
        Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
        fixture.appliance.store().rebuild();
        assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);

        fixture.collect(Duration.ZERO);

        assertThat(images.holds(image, signature, LocalImages.of("signature"))).isTrue();
        assertThat(fixture.appliance.manifest("team/app", signature.digest())).isPresent();
    }

    @Test
    void aDryRunChangesNothingAndPredictsExactly() throws Exception {
        Descriptor shared = images.image("team/app", List.of("both", "one"), "1");
        images.image("team/other", List.of("both"), "1");
        Descriptor child = images.image("team/app", List.of("child"));
        Descriptor index = images.index("team/app", List.of(child, shared), "index");
        images.referrer("team/app", index, "signature");
        images.image("team/app", List.of("untagged"));
        images.blob("team/app", "on its own");
        images.delete("team/app", index);
        images.delete("team/app", shared);
        try (PartialBlob upload = fixture.appliance.store().content().upload(new UploadId("given-up"))) {
            upload.write(0, new ByteArrayInputStream("given up".getBytes(UTF_8)), 8);
        }
        for (Duration grace : List.of(Duration.ofDays(7), DAY, Duration.ZERO)) {
            for (boolean untagged : new boolean[] {false, true}) {
                Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
                List<Digest> before = blobs();
                CollectionReport dry = fixture.collect(grace, untagged, true);
                assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);
                assertThat(blobs()).isEqualTo(before);
                assertThat(dry.dryRun()).isTrue();

                CollectionReport done = fixture.collect(grace, untagged, false);

                assertThat(done)
                        .usingRecursiveComparison()
                        .ignoringFields("dryRun", "started", "ended")
                        .isEqualTo(dry);
            }
            fixture.appliance.at("2031-01-02T12:00:00Z");
        }
        assertThat(images.holds(LocalImages.of("both"))).isTrue();
        assertThat(blobs()).hasSize(3);
    }

    @Test
    void aRebuildAfterACollectionGivesTheSameRows() throws Exception {
        Descriptor child = images.image("team/app", List.of("child"));
        Descriptor index = images.index("team/app", List.of(child), "index");
        images.referrer("team/app", index, "signature");
        images.image("team/app", List.of("stays"), "1");
        images.image("team/app", List.of("untagged"));
        images.delete("team/app", index);
        fixture.collect(Duration.ZERO, true, false);
        Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());

        fixture.appliance.store().rebuild();

        assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);
        assertThat(fixture.collect(Duration.ZERO).trashed()).isEqualTo(StoredAmount.NONE);
    }

    @Test
    void sessionsThatWereGivenUpEndWithTheirFiles() throws Exception {
        Uploads uploads = fixture.pushes.uploads;
        UploadStatus begun = uploads.begin(LocalImages.name("team/app"), "owner", null);
        BlobPart part = new BlobPart(new ByteArrayInputStream("12345".getBytes(UTF_8)), BlobPart.UNKNOWN, 5);
        uploads.append(LocalImages.name("team/app"), begun.id(), part);
        Files.setLastModifiedTime(
                data.resolve("content/partial").resolve(begun.id()),
                FileTime.from(Instant.parse("2031-01-01T00:00:00Z")));
        fixture.appliance.at("2031-01-02T00:00:00Z");
        fixture.collect(DAY);
        assertThat(uploads.open()).isOne();

        fixture.appliance.at("2031-01-02T00:00:01Z");
        assertThat(fixture.collect(DAY, false, true).uploads()).isEqualTo(new StoredAmount(1, 5));
        assertThat(uploads.open()).isOne();
        assertThat(fixture.collect(DAY).uploads()).isEqualTo(new StoredAmount(1, 5));

        assertThat(uploads.open()).isZero();
        assertThat(fixture.appliance.store().content().uploads()).isEmpty();
        assertThatThrownBy(() -> uploads.status(LocalImages.name("team/app"), begun.id()))
                .isInstanceOf(UnknownUploadException.class);
    }

    @Test
    void uploadsThatWereGivenUpGo() throws Exception {
        PartialBlob open = fixture.appliance.store().content().upload(new UploadId("still-open"));
        try (PartialBlob upload = fixture.appliance.store().content().upload(new UploadId("given-up"))) {
            upload.write(0, new ByteArrayInputStream("12345".getBytes(UTF_8)), 5);
        }

        assertThat(fixture.collect(DAY).uploads()).isEqualTo(new StoredAmount(1, 5));

        assertThat(fixture.appliance.store().content().uploads()).containsExactly(new UploadId("still-open"));
        open.discard();
    }
}
