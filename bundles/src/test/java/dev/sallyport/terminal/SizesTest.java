package dev.sallyport.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.MalformedValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1234567, 1234567",
        "64k, 64000",
        "64K, 64000",
        "64Ki, 65536",
        "700MB, 700000000",
        "1.5G, 1500000000",
        "1.5GiB, 1610612736",
        "2 TiB, 2199023255552",
        "fat32, 4294966784",
        "BD25, 25000000000"
    })
    void readsNumbersWithUnitsAndPresets(String text, long bytes) throws Exception {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "G", "-1", "1.25G", "1e9", "9999999999999999999", "999999999999999999T", "4 GB GB", "bd100"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999999, 1.0 MB",
        "1500000000, 1.5 GB",
        "9223372036854775807, 9223.4 PB"
    })
    void writesSizesWithOneDigit(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }

    @Test
    void writesTimesFromMinutesUp() {
        assertThat(Sizes.formatSeconds(5)).isEqualTo("0:05");
        assertThat(Sizes.formatSeconds(3599)).isEqualTo("59:59");
        assertThat(Sizes.formatSeconds(3725)).isEqualTo("1:02:05");
    }
}
