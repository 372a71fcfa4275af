package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.http.RangeRequest.Part;
import dev.sallyport.appliance.http.RangeRequest.Unsatisfiable;
import dev.sallyport.appliance.http.RangeRequest.Whole;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RangesTest {
    private static final long SIZE = 2048;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=100-, 100, 1948",
        "bytes=2047-, 2047, 1",
        "bytes=-500, 1548, 500",
        "bytes=-2048, 0, 2048",
        "bytes=-5000, 0, 2048",
        "bytes=2000-5000, 2000, 48",
        "bytes=0-99999999999999999999999, 0, 2048",
        "bytes=-99999999999999999999999, 0, 2048",
        "bytes=0000000000000000000000007-8, 7, 2",
        "Bytes=0-99, 0, 100",
        "bytes= 0-99, 0, 100",
    })
    void takesTheStretchWithinTheContent(String header, long from, long length) {
        assertThat(Ranges.parse(header, SIZE)).isEqualTo(new Part(from, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=2048-",
                "bytes=2048-4000",
                "bytes=500-0",
                "bytes=-0",
                "bytes=99999999999999999999999-",
            })
    void refusesWhatLiesOutside(String header) {
        assertThat(Ranges.parse(header, SIZE)).isEqualTo(new Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes=0-1,5-6",
                "items=0-1",
                "bytes 0-1",
                "bytes=\u0660-\u0661",
            })
    void ignoresSeveralRangesAndWhatIsNone(String header) {
        assertThat(Ranges.parse(header, SIZE)).isEqualTo(new Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1"})
    void nothingOfEmptyContentIsSatisfiable(String header) {
        assertThat(Ranges.parse(header, 0)).isEqualTo(new Unsatisfiable());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, bytes 0-0/2048", "100, 1948, bytes 100-2047/2048"})
    void namesThePartInTheAnswer(long from, long length, String expected) {
        assertThat(new Part(from, length).contentRange(SIZE)).isEqualTo(expected);
        assertThat(new Unsatisfiable().contentRange(SIZE)).isEqualTo("bytes */2048");
        assertThat(Ranges.parse(null, SIZE)).isEqualTo(new Whole());
    }
}
