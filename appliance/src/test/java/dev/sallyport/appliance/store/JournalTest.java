package dev.sallyport.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.PowerCut;
import dev.sallyport.testkit.RecordingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path directory;

    private final List<JournalRecord> read = new ArrayList<>();

    private static JournalRecord entry(long number) {
        return new JournalRecord(
                number,
                Instant.parse("2026-11-21T08:00:00.123Z"),
                "somebody",
                "test",
                "object " + number,
                new JsonWriter().put("value", number).toObject());
    }

    private Path file() {
        return directory.resolve("journal");
    }

    private Journal open() throws Exception {
        read.clear();
        return open(file(), read);
    }

    private static Journal open(Path file, List<JournalRecord> into) throws Exception {
        Journal journal = Journal.open(file, new SystemDisk(), after -> {});
        journal.<RuntimeException>forEach((found, after) -> into.add(found));
        return journal;
    }

    private byte[] three() throws Exception {
        try (Journal journal = open()) {
            journal.append(List.of(entry(1), entry(2)));
            journal.append(List.of(entry(3)));
        }
        return Files.readAllBytes(file());
    }

    @Test
    void givesBackWhatWasAppended() throws Exception {
        three();
        try (Journal journal = open()) {
            assertThat(read).containsExactly(entry(1), entry(2), entry(3));
            assertThat(journal.end().number()).isEqualTo(3);
            assertThat(journal.tornBytes()).isZero();
        }
    }

    @Test
    void keepsThroughAPowerCutWhatAKilledProcessHadNotSynced() throws Exception {
        byte[] written = three();
        Files.delete(file());
        RecordingDisk disk = new RecordingDisk();
        try (FileChannel killed = disk.append(file())) {
            killed.write(ByteBuffer.wrap(written));
        }
        // From here on readers are shown what the records say.
        Journal.open(file(), disk, after -> {}).close();

        disk.cutPower(PowerCut.UNSYNCED_LOST);

        open().close();
        assertThat(read).containsExactly(entry(1), entry(2), entry(3));
    }

    @Test
    void knowsItsEndBeforeItIsWritten() throws Exception {
        try (Journal journal = open()) {
            JournalPosition expected = journal.positionAfter(List.of(entry(1), entry(2)));
            journal.append(List.of(entry(1), entry(2)));
            assertThat(journal.end()).isEqualTo(expected);
        }
    }

    @Test
    void dropsALastRecordOfWhichAnyPartIsMissingAndGoesOnBehindTheOneBefore() throws Exception {
        byte[] whole = three();
        int two = Arrays.copyOf(whole, whole.length).length - (4 + entry(3).encode().length + 32);
        for (int length = two + 1; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (Journal journal = open()) {
                assertThat(read).containsExactly(entry(1), entry(2));
                assertThat(journal.tornBytes()).isEqualTo(length - two);
                journal.append(List.of(entry(3)));
            }
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        }
    }

    @Test
    void dropsALastRecordThatEndsInZeros() throws Exception {
        byte[] whole = three();
        int last = 4 + entry(3).encode().length + 32;
        int two = whole.length - last;
        for (int kept = 0; kept <= last - 32; kept++) {
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(whole, two + kept), whole.length);
            Files.write(file(), zeroed);
            try (Journal journal = open()) {
                assertThat(read).as("kept " + kept).containsExactly(entry(1), entry(2));
                assertThat(journal.tornBytes()).isEqualTo(last);
            }
            assertThat(Files.size(file())).isEqualTo(two);
        }
    }

    @Test
    void refusesAJournalOfWhichAnyByteWasChangedAndNamesTheRecordsOffset() throws Exception {
        byte[] whole = three();
        int first = 4 + entry(1).encode().length + 32;
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file(), changed);
            long offset = (long) at / first * first;
            assertThatThrownBy(this::open)
                    .as("byte " + at)
                    .isInstanceOfSatisfying(
                            CorruptJournalException.class,
                            e -> assertThat(e.facts()).containsEntry("offset", Long.toString(offset)));
            assertThat(Files.readAllBytes(file())).isEqualTo(changed);
        }
    }

    @Test
    void refusesARecordThatWasTakenOut() throws Exception {
        byte[] whole = three();
        int first = 4 + entry(1).encode().length + 32;
        Files.write(file(), Arrays.copyOfRange(whole, first, whole.length));

        assertThatThrownBy(this::open).isInstanceOf(CorruptJournalException.class);
    }

    @Test
    void refusesZerosBeforeTheEnd() throws Exception {
        byte[] whole = three();
        int first = 4 + entry(1).encode().length + 32;
        Arrays.fill(whole, first, 2 * first, (byte) 0);
        Files.write(file(), whole);

        assertThatThrownBy(this::open).isInstanceOf(CorruptJournalException.class);
    }

    @Test
    void refusesALengthBeyondTheLimitWithoutReadingIt() throws Exception {
        three();
        Files.write(file(), new byte[] {0x7f, 0, 0, 0, 1, 2, 3}, StandardOpenOption.APPEND);

        assertThatThrownBy(this::open).isInstanceOf(CorruptJournalException.class);
    }

    @Test
    void takesBackWhatDoesNotFitAndGoesOn() throws Exception {
        byte[] whole = three();
        RecordingDisk disk = new RecordingDisk();
        try (Journal journal = Journal.open(file(), disk, after -> {})) {
            disk.roomFor(20);
            assertThatThrownBy(() -> journal.append(List.of(entry(4)))).isInstanceOf(IOException.class);
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
            disk.roomFor(1 << 20);
            journal.append(List.of(entry(4)));
        }
        open().close();
        assertThat(read).hasSize(4);
    }

    @Test
    void keepsEveryAcknowledgedRecordWhereverItIsStopped() throws Exception {
        List<CrashSweep.Point> points = CrashSweep.run(directory, new CrashSweep.Scenario() {
            private long acknowledged;

            @Override
            public void run(Path workspace, RecordingDisk disk) throws Exception {
                acknowledged = 0;
                try (Journal journal = Journal.open(workspace.resolve("journal"), disk, after -> {})) {
                    journal.append(List.of(entry(1)));
                    acknowledged = 1;
                    journal.append(List.of(entry(2), entry(3)));
                    acknowledged = 3;
                }
            }

            @Override
            public void restart(Path workspace) throws Exception {
                List<JournalRecord> found = new ArrayList<>();
                open(workspace.resolve("journal"), found).close();
                assertThat(found).hasSizeGreaterThanOrEqualTo((int) acknowledged);
                try (Journal journal = open(workspace.resolve("journal"), found)) {
                    for (long next = journal.end().number() + 1; next <= 3; next++) {
                        journal.append(List.of(entry(next)));
                    }
                }
                found.clear();
                open(workspace.resolve("journal"), found).close();
                assertThat(found).containsExactly(entry(1), entry(2), entry(3));
            }
        });

        assertThat(points).hasSizeGreaterThan(20);
    }
}
