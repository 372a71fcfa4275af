package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.bundle.TarHeader.MalformedHeaderException;
import dev.sallyport.testkit.RawEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TarHeaderTest {
    private static final String WIDE = "blobs/sha512/" + "ab".repeat(64);

    private static TarHeader read(byte[] header) throws Exception {
        return TarHeader.read(new ByteArrayInputStream(header));
    }

    private static byte[] join(RawEntry... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (RawEntry entry : entries) {
            out.writeBytes(entry.bytes());
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "index.json, 0, 512",
        "index.json, 513, 512",
        "n, 8589934591, 512",
        "n, 8589934592, 1536",
        "n, 999999999999999999, 1536"
    })
    void readsWhatItWrites(String path, long size, int length) throws Exception {
        TarHeader header = new TarHeader(path, size);
        assertThat(header.encode()).hasSize(length);
        assertThat(read(header.encode())).isEqualTo(header);
    }

    @Test
    void namesOfUpTo100CharactersNeedNoPaxHeader() throws Exception {
        assertThat(new TarHeader("n".repeat(100), 1).encode()).hasSize(512);
        assertThat(new TarHeader("n".repeat(101), 1).encode()).hasSize(1536);
        for (String path : List.of("n".repeat(100), "n".repeat(101), WIDE)) {
            TarHeader header = new TarHeader(path, 1L << 40);
            assertThat(read(header.encode())).isEqualTo(header);
        }
    }

    // A record's length counts itself: at 99 and 999 it gets a digit more.
    @Test
    void everyLengthOfNameReadsBack() throws Exception {
        for (int length = 1; length <= 990; length++) {
            TarHeader header = new TarHeader("n".repeat(length), 5);
            assertThat(read(header.encode())).isEqualTo(header);
        }
    }

    @Test
    void writesWhatAnIndependentWriterWrites() {
        assertThat(new TarHeader("index.json", 3).encode())
                .isEqualTo(Arrays.copyOf(RawEntry.text("index.json", "abc").bytes(), 512));
        byte[] wide = join(RawEntry.pax(RawEntry.paxRecord("path", WIDE)), RawEntry.text(WIDE, "abc"));
        assertThat(new TarHeader(WIDE, 3).encode()).isEqualTo(Arrays.copyOf(wide, 1536));
    }

    @Test
    void endsAtABlockOfZeros() throws Exception {
        assertThat(read(new byte[1024])).isNull();
    }

    static List<byte[]> others() {
        return List.of(
                RawEntry.text("link", "").type('1').link("/etc/passwd").bytes(),
                RawEntry.text("link", "").type('2').link("../x").bytes(),
                RawEntry.text("device", "").type('3').bytes(),
                RawEntry.text("device", "").type('4').bytes(),
                RawEntry.text("directory/", "").type('5').bytes(),
                RawEntry.text("pipe", "").type('6').bytes(),
                RawEntry.text("old", "").type('\0').bytes(),
                RawEntry.text("sparse", "").type('S').bytes(),
                RawEntry.text("file", "").link("hidden").bytes(),
                RawEntry.text("file", "").prefix("../..").bytes(),
                RawEntry.text("file", "").mode("0004755").bytes(),
                RawEntry.text("file", "").modified("00000000001").bytes(),
                RawEntry.text("file", "").sizeField("0000000000 ").bytes(),
                RawEntry.text("file", "").sizeField("-0000000001").bytes(),
                RawEntry.text("file", "").sizeField("00000000009").bytes(),
                RawEntry.text("file", "").sizeField("00000000000 ").bytes(),
                RawEntry.text("file", "")
                        .sizeField("\u0080\0\0\0\0\0\0\0\0\0\0\1")
                        .bytes(),
                RawEntry.text("file\0hidden", "").bytes(),
                RawEntry.text("", "").bytes(),
                RawEntry.text("f\u00e4", "").bytes(),
                RawEntry.text("f\n", "").bytes(),
                RawEntry.text("././@LongLink", "n".repeat(200)).type('L').bytes(),
                RawEntry.text("././@LongLink", "n".repeat(200)).type('K').bytes(),
                RawEntry.pax(RawEntry.paxRecord("path", WIDE)).type('g').bytes(),
                join(RawEntry.pax(RawEntry.paxRecord("path", "short")), RawEntry.text("short", "")),
                join(RawEntry.pax(RawEntry.paxRecord("size", "5")), RawEntry.text("f", "")),
                join(RawEntry.pax(RawEntry.paxRecord("size", "-5")), RawEntry.text("f", "")),
                join(RawEntry.pax(RawEntry.paxRecord("size", "9".repeat(30))), RawEntry.text("f", "")),
                join(RawEntry.pax(RawEntry.paxRecord("linkpath", "x")), RawEntry.text("f", "")),
                join(RawEntry.pax(RawEntry.paxRecord("GNU.sparse.name", WIDE)), RawEntry.text("f", "")),
                join(
                        RawEntry.pax(RawEntry.paxRecord("path", WIDE) + RawEntry.paxRecord("path", WIDE)),
                        RawEntry.text(WIDE, "")),
                join(
                        RawEntry.pax(RawEntry.paxRecord("size", "8589934592") + RawEntry.paxRecord("path", WIDE)),
                        RawEntry.text(WIDE, "")),
                join(RawEntry.pax("152 path=" + WIDE + "\n"), RawEntry.text(WIDE, "")),
                join(RawEntry.pax(RawEntry.paxRecord("path", WIDE)), RawEntry.text("other", "")),
                join(
                        RawEntry.pax(RawEntry.paxRecord("path", WIDE)),
                        RawEntry.text(WIDE, "").type('2')),
                join(RawEntry.pax(RawEntry.paxRecord("path", "/" + "\u00e4".repeat(150))), RawEntry.text("f", "")),
                join(RawEntry.pax("garbage"), RawEntry.text("f", "")),
                join(RawEntry.pax("= \n"), RawEntry.text("f", "")),
                join(RawEntry.pax(""), RawEntry.text("f", "")),
                join(RawEntry.pax("x".repeat(1025)), RawEntry.text("f", "")),
                join(RawEntry.pax("x").declaredSize(1L << 32), RawEntry.text("f", "")),
                join(RawEntry.pax("x"), RawEntry.pax("x"), RawEntry.text("f", "")));
    }

    @ParameterizedTest
    @MethodSource("others")
    void refusesEveryOtherHeader(byte[] header) {
        assertThatThrownBy(() -> read(header)).isInstanceOf(MalformedHeaderException.class);
    }

    @Test
    void noBitOfAHeaderIsFree() {
        for (byte[] header : List.of(new TarHeader("index.json", 70).encode(), new TarHeader(WIDE, 70).encode())) {
            for (int i = 0; i < header.length * 8; i++) {
                byte[] changed = header.clone();
                changed[i / 8] ^= (byte) (1 << i % 8);
                try {
                    TarHeader read = read(changed);
                    // The end of a long name has no checksum: another name, which no listing has, but nothing hidden.
                    assertThat(read.encode()).as("bit %d", i).isEqualTo(changed);
                    assertThat(read.path()).as("bit %d", i).isNotEqualTo(WIDE).hasSameSizeAs(WIDE);
                } catch (MalformedHeaderException | EOFException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                } catch (Exception e) {
                    throw new AssertionError("bit " + i, e);
                }
            }
        }
    }

    @Test
    void saysWhenTheArchiveEndsWithinAHeader() {
        byte[] header = new TarHeader(WIDE, 70).encode();
        for (int length = 0; length < header.length; length += 100) {
            byte[] cut = Arrays.copyOf(header, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void refusesPathsThatNoWriterMakes() {
        assertThatThrownBy(() -> new TarHeader("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TarHeader("\u00e4", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TarHeader("a", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new String(new TarHeader("a", 1).encode(), US_ASCII)).startsWith("a\0");
    }
}
