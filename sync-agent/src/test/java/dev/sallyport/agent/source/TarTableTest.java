package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.testkit.RawEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tar archives of all makes, and hostile ones. */
final class TarTableTest {
    private static final String LONG = "a/".repeat(60) + "file";

    @TempDir
    private Path folder;

    @Test
    void findsPlainFilesWithAndWithoutALeadingDot() throws Exception {
        try (ArchiveFile archive = open(Archives.tar(
                new RawEntry("./", new byte[0]).type('5'),
                Archives.file("./index.json", "{}"),
                Archives.file("blobs//sha256/./x", "content"),
                Archives.file("old", "style").type('\0'),
                Archives.file("leaf", "prefixed").prefix("some/where")))) {
            assertThat(read(archive, "index.json")).isEqualTo("{}");
            assertThat(read(archive, "./index.json")).isEqualTo("{}");
            assertThat(read(archive, "blobs/sha256/x")).isEqualTo("content");
            assertThat(read(archive, "old")).isEqualTo("style");
            assertThat(read(archive, "some/where/leaf")).isEqualTo("prefixed");
            assertThat(archive.table().find("nothing")).isEmpty();
            assertThat(archive.table().isComplete()).isTrue();
        }
    }

    @Test
    void readsLongNamesOfPaxAndOfGnu() throws Exception {
        try (ArchiveFile archive = open(Archives.tar(
                RawEntry.pax(RawEntry.paxRecord("mtime", "1.5") + RawEntry.paxRecord("path", LONG)),
                Archives.file("short", "pax"),
                Archives.file("././@LongLink", "b/" + LONG + "\0").type('L'),
                Archives.file("cut", "gnu"),
                Archives.file("././@LongLink", LONG + "\0").type('K'),
                Archives.link('2', "link", "cut"),
                RawEntry.pax(RawEntry.paxRecord("linkpath", "b/" + LONG)),
                Archives.link('1', "hard", "cut"),
                RawEntry.pax(RawEntry.paxRecord("comment", "for all")).type('g'),
                Archives.file("last", "last")))) {
            assertThat(read(archive, LONG)).isEqualTo("pax");
            assertThat(read(archive, "b/" + LONG)).isEqualTo("gnu");
            assertThat(read(archive, "link")).isEqualTo("pax");
            assertThat(read(archive, "hard")).isEqualTo("gnu");
            assertThat(read(archive, "last")).isEqualTo("last");
        }
    }

    @Test
    void readsSizesInPaxAndInBinary() throws Exception {
        String binary = "\u0080\0\0\0\0\0\0\0\0\0\0\u0005";
        try (ArchiveFile archive = open(Archives.tar(
                RawEntry.pax(RawEntry.paxRecord("size", "3")),
                Archives.file("pax", "pax").declaredSize(0),
                Archives.file("gnu", "gnu56").sizeField(binary),
                Archives.file("spaces", "four").sizeField("         4 \0"),
                Archives.file("after", "after")))) {
            assertThat(read(archive, "pax")).isEqualTo("pax");
            assertThat(read(archive, "gnu")).isEqualTo("gnu56");
            assertThat(read(archive, "spaces")).isEqualTo("four");
            assertThat(read(archive, "after")).isEqualTo("after");
        }
    }

    @Test
    void readsAFileBeyondTheReachOfOctalSizesWithoutReadingThroughIt() throws Exception {
        long huge = 9L << 30;
        byte[] header = Arrays.copyOf(
                Archives.file("huge", "")
                        .sizeField("\u0080\0\0\0\0\0\0\u0002@\0\0\0")
                        .bytes(),
                512);
        Path file = Archives.write(folder.resolve("sparse.tar"), header);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(512 + huge);
            out.write(Archives.tar(Archives.file("last", "last")));
        }
        try (ArchiveFile archive = ArchiveFile.open(file, folder)) {
            assertThat(archive.table().find("huge").orElseThrow().size()).isEqualTo(huge);
            assertThat(read(archive, "last")).isEqualTo("last");
        }
    }

    @Test
    void followsLinksInsideTheArchive() throws Exception {
        try (ArchiveFile archive = open(Archives.tar(
                Archives.file("one/layer.tar", "layer"),
                Archives.link('2', "two/layer.tar", "../one/layer.tar"),
                Archives.link('2', "three", "./two/./layer.tar"),
                Archives.link('1', "four", "./one/layer.tar")))) {
            assertThat(read(archive, "two/layer.tar")).isEqualTo("layer");
            assertThat(read(archive, "three")).isEqualTo("layer");
            assertThat(read(archive, "four")).isEqualTo("layer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../../etc/passwd", "../outside", "a/../../../x", ".."})
    void followsNoLinkThatLeadsOut(String target) throws Exception {
        try (ArchiveFile archive = open(Archives.tar(Archives.link('2', "in/link", "../" + target)))) {
            assertThatThrownBy(() -> archive.table().find("in/link"))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("in/link");
        }
    }

    @Test
    void followsNoLinkInACircleNorToNothing() throws Exception {
        try (ArchiveFile archive = open(Archives.tar(
                Archives.link('2', "a", "b"), Archives.link('2', "b", "a"), Archives.link('1', "c", "nothing")))) {
            assertThatThrownBy(() -> archive.table().find("a")).hasMessageContaining("a link to a link");
            assertThatThrownBy(() -> archive.table().find("c")).hasMessageContaining("which is not there");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../index.json", "/index.json", "a/../index.json", "./../index.json", "..", "/", "."})
    void takesNoNameThatLeadsElsewhereForOneInside(String name) throws Exception {
        try (ArchiveFile archive = open(Archives.tar(Archives.file(name, "evil"), Archives.file("good", "good")))) {
            assertThat(archive.table().find("index.json")).isEmpty();
            assertThat(archive.table().names()).containsExactly("good");
        }
    }

    @Test
    void refusesANameThatIsThereTwice() throws Exception {
        try (ArchiveFile archive = open(Archives.tar(
                Archives.file("a", "1"),
                Archives.file("./a", "2"),
                Archives.file("b", "1"),
                Archives.file("c/", "")))) {
            assertThatThrownBy(() -> archive.table().find("a")).hasMessageContaining("'a' is there more than once");
            assertThat(read(archive, "b")).isEqualTo("1");
        }
    }

    @Test
    void refusesSparseFilesAndKeepsItsPlaceAfterThem() throws Exception {
        byte[] sparse =
                Archives.file("old", "").type('S').sizeField("00000000005").bytes();
        sparse[482] = 1;
        byte[] withSum = withChecksum(sparse);
        byte[] map = new byte[512];
        byte[] rest = Archives.tar(
                new RawEntry("dropped", "12345".getBytes(StandardCharsets.UTF_8)),
                RawEntry.pax(
                        RawEntry.paxRecord("GNU.sparse.major", "1") + RawEntry.paxRecord("GNU.sparse.name", "new")),
                Archives.file("GNUSparseFile.0/new", "1\n0\n5\n"),
                Archives.file("last", "last"));
        byte[] content = Arrays.copyOfRange(rest, 512, rest.length);
        try (ArchiveFile archive = open(concatenate(withSum, map, content))) {
            assertThatThrownBy(() -> archive.table().find("old")).hasMessageContaining("sparse");
            assertThatThrownBy(() -> archive.table().find("new")).hasMessageContaining("sparse");
            assertThat(read(archive, "last")).isEqualTo("last");
        }
    }

    static Stream<byte[]> broken() {
        byte[] good = Archives.tar(Archives.file("a", "x".repeat(2000)));
        byte[] flipped = good.clone();
        flipped[3] ^= 1;
        return Stream.of(
                new byte[0],
                "This is text.".getBytes(StandardCharsets.UTF_8),
                new byte[] {1, 2, 3},
                "x".repeat(5000).getBytes(StandardCharsets.UTF_8),
                flipped,
                Arrays.copyOf(good, 300),
                Arrays.copyOf(good, 1500),
                Archives.tar(Archives.file("a", "x").declaredSize(1L << 32)),
                Archives.tar(Archives.file("a", "x")
                        .sizeField("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")),
                Archives.tar(Archives.file("a", "x").sizeField("0000000000z")),
                Archives.tar(Archives.file("a", "x").sizeField("-1")),
                Archives.tar(RawEntry.pax("99999999 path=x\n"), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax("7 path=x\n"), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax("5 =x\n"), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax("no record"), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax(RawEntry.paxRecord("size", "-5")), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax(RawEntry.paxRecord("size", "9".repeat(18))), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax("").declaredSize(1L << 30), Archives.file("a", "x")),
                Archives.tar(Archives.file("x", "").type('L').declaredSize(1L << 40), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax(RawEntry.paxRecord("path", "b")).type('g'), Archives.file("a", "x")),
                Archives.tar(RawEntry.pax(RawEntry.paxRecord("path", "b"))));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatIsNoArchiveOrADamagedOne(byte[] content) throws Exception {
        Path file = Archives.write(folder.resolve("broken.tar"), content);

        assertThatThrownBy(() -> ArchiveFile.open(file, folder))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void saysWhenTheEndIsMissingOnceSomethingIs() throws Exception {
        byte[] whole = Archives.tar(Archives.file("a", "x"));
        try (ArchiveFile archive = open(Arrays.copyOf(whole, whole.length - 1024))) {
            assertThat(read(archive, "a")).isEqualTo("x");
            assertThat(archive.table().isComplete()).isFalse();
        }
    }

    @Test
    void refusesMoreEntriesThanAllowed() throws Exception {
        RawEntry[] entries = new RawEntry[11];
        Arrays.fill(entries, Archives.link('2', "a", "b"));
        Path file = Archives.write(folder.resolve("many.tar"), Archives.tar(entries));

        try (FileChannel channel = FileChannel.open(file)) {
            TarScanner scanner = new TarScanner(file, channel, 10);
            for (int i = 0; i < 10; i++) {
                scanner.next();
            }
            assertThatThrownBy(scanner::next).hasMessageContaining("more than the 10 entries");
        }
    }

    private ArchiveFile open(byte[] content) throws Exception {
        return ArchiveFile.open(Archives.write(folder.resolve("a.tar"), content), folder);
    }

    private static String read(ArchiveFile archive, String name) throws Exception {
        return new String(archive.read(name, archive.table().find(name).orElseThrow(), 1000), StandardCharsets.UTF_8);
    }

    private static byte[] concatenate(byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part);
        }
        return out.toByteArray();
    }

    private static byte[] withChecksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        byte[] digits = String.format("%06o\0", sum).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(digits, 0, header, 148, digits.length);
        return header;
    }
}
