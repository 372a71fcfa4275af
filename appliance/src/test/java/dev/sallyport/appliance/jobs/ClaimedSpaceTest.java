package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.imports.NoSpaceException;
import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.DiskReserveException;
import dev.sallyport.appliance.store.QuotaExceededException;
import dev.sallyport.appliance.store.QuotaPrefix;
import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.appliance.uploads.BlobPart;
import dev.sallyport.appliance.uploads.RuledSpace;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who write at once, on a disk that has room for one of them. */
final class ClaimedSpaceTest {
    private static final RepositoryName APP = LocalImages.name("team/app");
    private static final int MIB = 1 << 20;
    private static final long RESERVE = 1000;

    @TempDir
    private Path data;

    private TestAppliance appliance;
    private SpaceRules space;
    private Uploads uploads;
    private long size;

    @BeforeEach
    void open() throws Exception {
        appliance = new TestAppliance(data);
        space = new SpaceRules(appliance.store().quotas(), () -> size - used(), RESERVE);
        uploads = Uploads.open(appliance.store(), new RuledSpace(space), appliance.clock());
    }

    @AfterEach
    void close() throws IOException {
        appliance.close();
    }

    // By what is being written.
    private long used() throws IOException {
        long used = 0;
        for (UploadId id : appliance.store().content().uploads()) {
            used += appliance.store().content().uploadFile(id).orElseThrow().size();
        }
        return used;
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Bytes before the first of which something else happens. */
    private static InputStream after(Action action, int length) {
        return new InputStream() {
            private final InputStream rest = new ByteArrayInputStream(new byte[length]);
            private boolean begun;

            @Override
            public int read() throws IOException {
                return rest.read();
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                if (!begun) {
                    begun = true;
                    try {
                        action.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
                return rest.read(target, offset, count);
            }
        };
    }

    private void append(InputStream content, long length) throws Exception {
        String id = uploads.begin(APP, "owner", null).id();
        uploads.append(APP, id, new BlobPart(content, BlobPart.UNKNOWN, length));
    }

    private void assertRefused(long length) {
        assertThatThrownBy(() -> append(new ByteArrayInputStream(new byte[MIB]), length))
                .isInstanceOf(DiskReserveException.class);
    }

    @Test
    void aClaimIsForItsOwnerUntilItIsWrittenOrGivenBack() throws Exception {
        size = RESERVE + 10;
        try (RoomClaim claim = space.claim(6)) {
            assertThatThrownBy(() -> space.claim(5)).isInstanceOf(DiskReserveException.class);
            space.check(APP, 4);
            assertThatThrownBy(() -> space.check(APP, 5)).isInstanceOf(DiskReserveException.class);
            assertThatThrownBy(() -> claim.more(5)).isInstanceOf(DiskReserveException.class);
            claim.more(4);
            size -= 10;
            claim.wrote(10);
            claim.wrote(10);
            size += 5;
            space.claim(5).close();
        }
        space.claim(5).close();
        assertThatThrownBy(() -> space.claim(6)).isInstanceOf(DiskReserveException.class);
        size = RESERVE - 1;
        space.claim(0).close();
    }

    @Test
    void whatOneBroughtTheLengthOfAnotherDoesNotGet() throws Exception {
        size = RESERVE + 3 * MIB;

        append(after(() -> assertRefused(MIB + 1), 2 * MIB), 2 * MIB);

        append(new ByteArrayInputStream(new byte[MIB]), MIB);
    }

    @Test
    void thoseOfUnknownLengthClaimAsTheyGo() throws Exception {
        size = RESERVE + 2 * MIB - 1;
        append(after(() -> assertRefused(BlobPart.UNKNOWN), 100), BlobPart.UNKNOWN);
    }

    @Test
    void theReserveIsNotPassedByBytesOfUnknownLength() throws Exception {
        size = RESERVE + 3 * MIB;

        assertThatThrownBy(() -> append(new ByteArrayInputStream(new byte[8 * MIB]), BlobPart.UNKNOWN))
                .isInstanceOf(DiskReserveException.class);

        assertThat(used()).isPositive().isLessThanOrEqualTo(3 * MIB);
    }

    @Test
    void theQuotaCountsTheLastBytesOfUnknownLengthToo() throws Exception {
        size = 1L << 40;
        appliance.store().quotas().set(QuotaPrefix.parse("team/"), 100, "test");

        append(new ByteArrayInputStream(new byte[100]), BlobPart.UNKNOWN);
        assertThatThrownBy(() -> append(new ByteArrayInputStream(new byte[101]), BlobPart.UNKNOWN))
                .isInstanceOf(QuotaExceededException.class);
    }

    @Test
    void whatDoesNotFitTheQuotaIsNotMounted() throws Exception {
        size = 1L << 40;
        Descriptor five = new LocalImages(appliance.store()).blob("other/app", "12345");
        Descriptor six = new LocalImages(appliance.store()).blob("other/app", "123456");
        appliance.store().quotas().set(QuotaPrefix.parse("team/"), 5, "test");
        RepositoryName other = LocalImages.name("other/app");

        assertThat(uploads.mount(APP, six.digest(), other, "test")).isFalse();
        assertThat(uploads.mount(APP, five.digest(), other, "test")).isTrue();
        assertThat(uploads.mount(APP, five.digest(), other, "test")).isTrue();

        assertThat(appliance.blob("team/app", six.digest())).isEmpty();
        assertThat(appliance.store().quotas().list().get(0).used()).isEqualTo(5);
    }

    @Test
    void anImportClaimsWhatItsVolumeBrings() throws Exception {
        SigningKey key = SigningKey.generate();
        appliance.trust(key);
        TestBundle bundle = new VolumeBuilder(key)
                .image("registry.example/team/app", "1", "layer".repeat(100).getBytes(UTF_8))
                .build();
        size = RESERVE + 1200;
        try (Imports imports = Imports.open(appliance.store(), appliance.clock(), space)) {
            try (RoomClaim push = space.claim(1000)) {
                assertThatThrownBy(() -> imports.receive(bundle.stream(1), TestAppliance.PUBLISH))
                        .isInstanceOf(NoSpaceException.class);
                push.wrote(0);
            }
            imports.receive(bundle.stream(1), TestAppliance.PUBLISH);
            // Nothing stays claimed.
            space.claim(1200).close();
        }
    }
}
