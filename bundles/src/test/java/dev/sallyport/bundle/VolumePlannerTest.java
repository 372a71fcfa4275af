package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.failure.Category;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumePlannerTest {
    private static final long INDEX = 1000;
    private static final long LARGE = 1L << 40;

    private static VolumePlanner planner(long volumeSize) {
        return new VolumePlanner(volumeSize, INDEX, 0, 700);
    }

    private static ListingEntry blob(int name, long size) {
        return new ListingEntry(Digest.sha256(("blob " + name).getBytes(UTF_8)), size);
    }

    private static List<ListingEntry> blobs(long... sizes) {
        List<ListingEntry> blobs = new ArrayList<>();
        for (long size : sizes) {
            blobs.add(blob(blobs.size(), size));
        }
        return blobs;
    }

    private static long needed(long volumeSize, List<ListingEntry> blobs) {
        VolumeTooSmallException e = catchThrowableOfType(
                VolumeTooSmallException.class, () -> planner(volumeSize).plan(blobs));
        assertThat(e.category()).isEqualTo(Category.USAGE);
        assertThat(e.remedy()).contains("--volume-size " + e.facts().get("needed"));
        return Long.parseLong(e.facts().get("needed"));
    }

    // What the writer makes of a plan, with as many signatures as there is room for.
    private static long largestVolume(List<Listing> plan) throws Exception {
        byte[] index = new byte[(int) INDEX];
        byte[] omitted = new byte[700];
        Descriptor indexDescriptor = Descriptor.of(MediaTypes.OCI_INDEX, index);
        Statement statement = new Statement(
                List.of(),
                new StreamName("s".repeat(63)),
                Long.MAX_VALUE,
                new Position(Long.MAX_VALUE, Digest.sha256(index)),
                null,
                Instant.parse("2026-11-21T08:00:00Z"),
                Instant.parse("2027-11-21T08:00:00Z"),
                "sync-agent 0.1.0",
                indexDescriptor,
                plan.stream().map(Listing::summary).toList(),
                null,
                Descriptor.of(JsonLines.MEDIA_TYPE, omitted));
        List<SigningKey> keys = Collections.nCopies(16, Volumes.KEY);
        byte[] envelope =
                Envelope.sign(Statement.PAYLOAD_TYPE, statement.encode(), keys).encode();
        VolumeWriter writer = new VolumeWriter(new BundleDocuments(envelope, statement, index, new byte[0], omitted));
        long largest = 0;
        for (int i = 0; i < plan.size(); i++) {
            largest = Math.max(largest, writer.size(i + 1, plan.get(i)));
        }
        return largest;
    }

    @Test
    void putsEverythingIntoOneVolumeThatIsLargeEnough() throws Exception {
        List<ListingEntry> blobs = blobs(10, 20, 0, 30);
        assertThat(planner(LARGE).plan(blobs)).containsExactly(new Listing(blobs));
    }

    @Test
    void nothingToCarryIsOneEmptyVolume() throws Exception {
        assertThat(planner(LARGE).plan(List.of())).containsExactly(new Listing(List.of()));
    }

    @Test
    void fillsTheFirstVolumeThatHasRoom() throws Exception {
        List<ListingEntry> blobs = blobs(600_000, 700_000, 300_000, 200_000, 10);
        List<Listing> plan = planner(1_000_000).plan(blobs);
        assertThat(plan)
                .extracting(Listing::entries)
                .containsExactly(
                        List.of(blobs.get(0), blobs.get(2), blobs.get(4)), List.of(blobs.get(1), blobs.get(3)));
        assertThat(planner(1_000_000).plan(blobs)).isEqualTo(plan);
    }

    @Test
    void anExactSplitLeavesNoEmptyVolume() throws Exception {
        long room = 1 << 20;
        for (int count = 1; count <= 5; count++) {
            long one = needed(30_000, Collections.nCopies(1, blob(0, room)));
            long[] sizes = new long[count];
            Arrays.fill(sizes, room);
            long exact = count == 1 ? one : needed(30_000, blobs(sizes));
            List<Listing> plan = planner(exact).plan(blobs(sizes));
            assertThat(plan)
                    .hasSize(count)
                    .allMatch(listing -> listing.entries().size() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 512, 513, 100_000, 5_000_000_000L, 1L << 35})
    void theSizeNeededForABlobSuffices(long size) throws Exception {
        List<ListingEntry> blobs = blobs(size, size, size);
        long needed = size < 30_000 ? needed(10, blobs) : needed(size, blobs);
        assertThat(planner(needed).plan(blobs)).isNotEmpty();
        assertThat(needed).isLessThan(size + 30_000);
        assertThatThrownBy(() -> planner(needed - 512).plan(blobs)).isInstanceOf(VolumeTooSmallException.class);
    }

    // Each blob needs a volume of its own, and each volume makes the statement longer.
    @Test
    void theSizeNeededCountsTheVolumesThatFollow() throws Exception {
        List<ListingEntry> blobs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            blobs.add(blob(i, 1_000_000 + i));
        }
        long needed = needed(900_000, blobs);
        assertThat(planner(needed).plan(blobs)).hasSize(300);
    }

    @Test
    void theSizeNeededForTheDocumentsHoldsTheBlobsToo() throws Exception {
        List<ListingEntry> blobs = blobs(50_000, 10);
        assertThat(planner(needed(1000, blobs)).plan(blobs)).isNotEmpty();
    }

    @Test
    void refusesMoreVolumesThanAStatementCanName() throws Exception {
        List<ListingEntry> blobs = Stream.iterate(0, i -> i + 1)
                .limit(Statement.MOST_VOLUMES + 1)
                .map(i -> blob(i, 20_000_000))
                .toList();
        assertThatThrownBy(() -> planner(30_000_000).plan(blobs))
                .isInstanceOf(VolumeTooSmallException.class)
                .hasMessageContaining("at most 9999 are possible");
        assertThat(planner(needed(19_000_000, blobs)).plan(blobs)).isNotEmpty();
    }

    @Test
    void noVolumeIsLargerThanAskedFor() throws Exception {
        Random random = new Random(7);
        for (int run = 0; run < 12; run++) {
            List<ListingEntry> blobs = new ArrayList<>();
            int count = 1 + random.nextInt(120);
            for (int i = 0; i < count; i++) {
                blobs.add(blob(1000 * run + i, random.nextInt(100_000)));
            }
            long volumeSize = 180_000L + random.nextInt(300_000);
            List<Listing> plan = planner(volumeSize).plan(blobs);
            assertThat(largestVolume(plan)).isLessThanOrEqualTo(volumeSize);
            assertThat(plan.stream().flatMap(listing -> listing.entries().stream()))
                    .containsExactlyInAnyOrderElementsOf(blobs);
        }
    }
}
