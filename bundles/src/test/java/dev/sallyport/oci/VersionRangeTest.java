package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionRangeTest {
    @ParameterizedTest(name = "{0} has {1}")
    @CsvSource(delimiter = ';', textBlock = """
                    >=15 <18         ; 15 15.0 15.8 17.99 v16           ; 14.9 18 18.0
                    >=15,<18         ; 15 16                            ; 18
                    >= 15 , < 18     ; 15 16                            ; 18
                    ^1.2             ; 1.2 1.2.0 1.99                   ; 1 1.1 2 2.0
                    ^1.2.3           ; 1.2.3 1.2.4 1.3                  ; 1.2.2 1.2 2
                    ^0.2.3           ; 0.2.3 0.2.9                      ; 0.2.2 0.3 1
                    ^0.0.3           ; 0.0.3 0.0.3.1                    ; 0.0.4 0.1
                    ^0.0             ; 0.0 0.0.9                        ; 0.1
                    ^0               ; 0 0.9                            ; 1
                    ~1.2.3           ; 1.2.3 1.2.9                      ; 1.2.2 1.3
                    ~1.2             ; 1.2 1.2.9                        ; 1.3 1.1
                    ~1               ; 1 1.9                            ; 2
                    ~10.0.20348.5    ; 10.0.20348.5 10.0.20349          ; 10.1 10.0.20348.4
                    1.27.x           ; 1.27 1.27.0 1.27.3.9             ; 1.28 1.2 1
                    1.27.*           ; 1.27.3                           ; 1.28
                    1.X              ; 1 1.9                            ; 2
                    1.27             ; 1.27 1.27.3                      ; 1.270 1.28
                    =v1.27           ; 1.27.3 v1.27                     ; 1.28
                    !=1.27           ; 1.26 1.28                        ; 1.27 1.27.3
                    >1.27            ; 1.28 2                           ; 1.27 1.27.3 1.26
                    <=1.27           ; 1.27 1.27.3 1.26                 ; 1.28
                    >1.2.3           ; 1.2.4                            ; 1.2.3 1.2
                    1.2 - 1.5        ; 1.2 1.5.9                        ; 1.6 1.1
                    ^1.2 || ^3       ; 1.3 3.1                          ; 2 4
                    ^1||2.1.x||>=9   ; 1.3 2.1.5 10                     ; 2.2 8
                    *                ; 0 1.2.3.4 2026.1                 ; latest
                    >=1.0 !=1.3 <2   ; 1.2 1.4                          ; 1 1.3 1.3.1 2
                    >=15 <18         ; 16-alpine v17_x                  ; edge
                    """)
    void containsWhatUsersOfPackageManagersExpect(String range, String inside, String outside) throws Exception {
        VersionRange parsed = VersionRange.parse(range);
        assertThat(List.of(inside.split(" "))).allMatch(tag -> contains(parsed, tag));
        assertThat(List.of(outside.split(" "))).noneMatch(tag -> contains(parsed, tag));
    }

    private static boolean contains(VersionRange range, String tag) {
        return TagVersion.parse(tag).map(range::contains).orElse(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "||",
                "^1 ||",
                ">",
                "=>1",
                "1.2.3.4.5",
                ">=1.x.2",
                "a",
                "1-alpine",
                ">=1.2-rc",
                "<*",
                "1,",
                ",1",
                "1,,2",
                "1 -2 - 3",
                "123456789",
                "==1",
                "~>1",
                ">=1\u0000",
                "1.99999999999",
                "1&&2"
            })
    void refusesAnythingElse(String range) {
        assertThatThrownBy(() -> VersionRange.parse(range))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(">=15 <18");
    }

    @Test
    void longAndTwistedRangesAreReadInLinearTime() {
        assertThatThrownBy(() -> VersionRange.parse("1 ".repeat(10_000))).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> VersionRange.parse(" ".repeat(1000) + "!"))
                .isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> VersionRange.parse("1.x".repeat(300))).isInstanceOf(MalformedValueException.class);
    }
}
