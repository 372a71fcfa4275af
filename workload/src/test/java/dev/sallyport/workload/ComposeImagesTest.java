package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.yaml.MalformedDocumentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ComposeImagesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("SET", "s", "EMPTY", "");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "app:$SET,                      app:s",
        "app:${SET},                    app:s",
        "app:${SET:-d},                 app:s",
        "app:x${EMPTY-d},               app:x",
        "app:${EMPTY:-d},               app:d",
        "app:${NONE-d},                 app:d",
        "app:${NONE:-${SET}-${NONE-n}}, app:s-n",
        "app:${SET:?must},              app:s",
        "app:x${EMPTY?must},            app:x",
        "app:${SET:+a},                 app:a",
        "app:x${EMPTY:+a},              app:x",
        "app:${EMPTY+a},                app:a",
        "app:x${NONE+a},                app:x",
        "app:${SET:-${NONE}},           app:s",
        "app:$SET-1,                    app:s-1",
        "app:v${SET}_2,                 app:vs_2",
    })
    void fillsInVariables(String written, String image) throws Exception {
        assertThat(Samples.names(find("services: {a: {image: '" + written + "'}}")))
                .containsExactly("docker.io/library/" + image);
    }

    @ParameterizedTest
    @CsvSource({
        "${NONE}, NONE, ''",
        "$NONE, NONE, ''",
        "${NONE:?set it to ${SET}}, NONE, ': set it to s'",
        "${NONE?set it}, NONE, ': set it'",
        "${EMPTY:?must, EMPTY, ': must'",
        "${SET:+${NONE}}, NONE, ''",
    })
    void anUnsetVariableNamesFileLineAndVariable(String written, String variable, String message) {
        String text = written.startsWith("${EMPTY") ? written + "}" : written;
        assertThatThrownBy(() -> find("services:\n  a:\n    image: 'app:" + text + "'\n"))
                .isInstanceOf(UnsetVariableException.class)
                .hasMessage("compose.yaml:3: variable '" + variable + "' is not set" + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"${", "${}", "${1}", "$", "a$", "$1", "${SET", "${SET!x}", "${SET:x}", "${SET:-${SET}", "${SET:"
            })
    void refusesWhatIsNoInterpolation(String written) {
        assertThatThrownBy(() -> find("services: {a: {image: 'app:" + written + "'}}"))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith("Cannot read compose.yaml:1:");
    }

    @Test
    void readsTheKindsOfLinesThatEnvFilesHave() throws Exception {
        Samples.write(folder, ".env", """
                A=1 # comment
                B="2 #no ${A}\\$X\\n" # comment
                C='3 ${A}
                more'
                export D=$A.4
                E: 5
                F=
                # G=7

                NAME_ALONE
                H=a#b
                A=9
                I=$A
                """);
        EnvFile file =
                new EnvFile(".env", java.nio.file.Files.readString(folder.resolve(".env")), Variables.of(ENVIRONMENT));
        assertThat(file.value("A")).isEqualTo("9");
        assertThat(file.value("B")).isEqualTo("2 #no 1$X\n");
        assertThat(file.value("C")).isEqualTo("3 ${A}\nmore");
        assertThat(file.value("D")).isEqualTo("1.4");
        assertThat(file.value("E")).isEqualTo("5");
        assertThat(file.value("F")).isEmpty();
        assertThat(file.value("G")).isNull();
        assertThat(file.value("NAME_ALONE")).isNull();
        assertThat(file.value("H")).isEqualTo("a#b");
        assertThat(file.value("I")).isEqualTo("9");
    }

    @Test
    void aValueMadeOfAnUnsetVariableIsAnErrorOnlyWhenItIsNeeded() throws Exception {
        Samples.write(folder, ".env", "A=$NONE\nB=1\nB2=$B2\n");
        assertThat(Samples.names(find("services: {a: {image: 'app:$B'}}"))).hasSize(1);
        assertThatThrownBy(() -> find("services: {a: {image: 'app:$A'}}"))
                .hasMessage(".env:1: variable 'NONE' is not set");
        assertThatThrownBy(() -> find("services: {a: {image: 'app:$B2'}}"))
                .hasMessage(".env:3: variable 'B2' is not set");
    }

    @Test
    void variablesThatDoubleOnEveryLineStayBounded() {
        StringBuilder text = new StringBuilder("A0=xxxxxxxxxx\n");
        for (int i = 1; i < 60; i++) {
            text.append("A" + i + "=$A" + (i - 1) + "$A" + (i - 1) + "\n");
        }
        Samples.write(folder, ".env", text.toString());
        assertThatThrownBy(() -> find("services: {a: {image: 'app:$A59'}}")).hasMessageContaining("65536 characters");
    }

    @Test
    void nestingOfVariablesIsBounded() {
        String text = "${NONE:-".repeat(5000) + "}".repeat(5000);
        assertThatThrownBy(() -> find("services: {a: {image: 'app:" + text + "'}}"))
                .hasMessageContaining("32 deep");
    }

    @Test
    void reportsWhatIsNoReferenceAndShowsNoPassword() throws Exception {
        WorkloadImages found = find("""
                services:
                  a: {image: "App"}
                  b: {image: "user:secret@registry.example/app"}
                  c: {image: "https://user:secret@registry.example/app"}
                  d: {image: ""}
                  e: {command: x}
                  f: {image: "{{ image }}"}
                  g: {image: "app:\\e[31m"}
                  h: {image: "app@sha256:12"}
                  i: {provider: {type: awesome}}
                """);
        assertThat(found.images()).isEmpty();
        assertThat(found.unmirrorable())
                .extracting(Unmirrorable::where)
                .containsExactly(
                        "compose.yaml:2 service a",
                        "compose.yaml:3 service b",
                        "compose.yaml:4 service c",
                        "compose.yaml:5 service d",
                        "compose.yaml:6 service e",
                        "compose.yaml:7 service f",
                        "compose.yaml:8 service g",
                        "compose.yaml:9 service h");
        assertThat(Samples.reported(found).toString()).doesNotContain("secret").doesNotContain("\u001b");
    }

    @Test
    void extendsFollowFilesWithTheirOwnFolder() throws Exception {
        Samples.write(
                folder, "a/base.yaml", "services: {x: {extends: {file: b/deep.yaml, service: y}, profiles: [p]}}");
        Samples.write(folder, "a/b/deep.yaml", "services: {y: {extends: z, build: .}, z: {image: deep}}");
        String text = "services: {s: {extends: {file: a/base.yaml, service: x}, build: !reset null}}";
        assertThat(find(text).images()).isEmpty();
        WorkloadImages found = find(text, Set.of("p"));
        assertThat(Samples.lines(found))
                .containsExactly("docker.io/library/deep:latest | a/b/deep.yaml:1 service s | DECLARED");
        assertThat(found.unmirrorable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services: {a: {extends: a}}",
                "services: {a: {extends: b}, b: {extends: {service: a}}}",
                "services: {a: {extends: {file: compose.yaml, service: a}}}",
                "services: {a: {extends: none}}",
                "services: {a: {extends: {file: x.yaml}}}",
                "include: [compose.yaml]",
                "include: [{path: [compose.yaml]}]",
                "include: [other.yaml]\nservices: {a: {image: x}}",
                "include: [{}]",
                "services: {a: {image: [x]}}",
                "services: {a: {image: x, profiles: p}}",
                "services: {a: text}",
                "services: [a]",
                "- a",
                "services: {a: {image: x}, a: {image: y}}",
            })
    void refusesWhatIsNoProject(String text) {
        Samples.write(folder, "other.yaml", "services: {a: {image: y}}");
        assertThatThrownBy(() -> find(text)).isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void includesThatDoubleInEveryFileAreBounded() {
        for (int i = 0; i < 25; i++) {
            Samples.write(folder, "f" + i + ".yaml", "include: [f" + (i + 1) + ".yaml, {path: f" + (i + 1) + ".yaml}]");
        }
        Samples.write(folder, "f25.yaml", "services: {a: {image: x}}");
        assertThatThrownBy(() -> find("include: [f0.yaml]")).hasMessageContaining("more than 1000 files");
    }

    @Test
    void theSameFileMayBeIncludedTwiceAndOthersWithTheirOverrides() throws Exception {
        Samples.write(folder, "common.yaml", "services: {c: {image: common}}");
        Samples.write(folder, "b/x.yaml", "include: [../common.yaml]\nservices: {x: {image: 'x:$V'}, y: {image: y}}");
        Samples.write(folder, "b/over.yaml", "services: {x: {image: 'over:$V'}, y: !reset null}");
        Samples.write(folder, "b.env", "V=7");
        WorkloadImages found = find(
                "include: [common.yaml, {path: [b/x.yaml, b/over.yaml], env_file: b.env}]\nmodels: {m: {model: ai/small}}");
        assertThat(Samples.names(found))
                .containsExactly(
                        "docker.io/library/common:latest", "docker.io/library/over:7", "docker.io/ai/small:latest");
    }

    @Test
    void whatLiesElsewhereIsReported() throws Exception {
        WorkloadImages found = find("""
                include:
                  - "oci://registry.example/app:1"
                  - "https://github.example/a.git"
                services: {a: {extends: {file: "git@github.example:a.git", service: x}, image: mine}}
                """);
        assertThat(found.unmirrorable()).hasSize(3);
        assertThat(Samples.names(found)).containsExactly("docker.io/library/mine:latest");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> find("include: [gone/compose.yaml]"))
                .isInstanceOf(WorkloadFileException.class)
                .hasMessage("Cannot read gone/compose.yaml: there is no such file");
        List<Path> none = new ArrayList<>(List.of(Path.of("none.yaml"), Path.of("/dev/zero")));
        for (Path each : none) {
            assertThatThrownBy(() -> new ComposeImages(folder, Map.of()).find(List.of(each), Set.of(), false))
                    .isInstanceOf(WorkloadFileException.class);
        }
    }

    private WorkloadImages find(String text) throws Exception {
        return find(text, Set.of());
    }

    private WorkloadImages find(String text, Set<String> profiles) throws Exception {
        Samples.write(folder, "compose.yaml", text);
        return new ComposeImages(folder, ENVIRONMENT).find(List.of(Path.of("compose.yaml")), profiles, false);
    }
}
