package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.yaml.MalformedDocumentException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerfileImagesTest {
    @TempDir
    Path folder;

    @Test
    void findsWhatABuildPulls() throws Exception {
        WorkloadImages found = find("""
                # syntax=docker/dockerfile:1.12
                # A comment ends the directives.
                # syntax=docker/never:1
                ARG GO_VERSION=1.23 ALPINE="3.20"
                ARG RUNTIME=gcr.io/distroless/static:${NONE:-nonroot}
                FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-alpine$ALPINE AS Build
                ARG TOOL=tool
                RUN --mount=type=cache,target=/var/cache/go \\
                    # a comment between
                    --mount=type=bind,from=registry.example/certificates:2,target=/certs \\

                    --mount=type=bind,from=build,target=/x \\
                    go build ./... && echo "FROM never:1"
                COPY --from=registry.example/tools/${TOOL}:1 --chown=1:1 /bin/t /bin/t
                RUN <<EOF cat <<-"TWO"
                FROM never:2
                EOF
                COPY --from=never:3 a b
                \tTWO
                copy --from=0 /a /b
                from build as test
                COPY --from=later /a /b
                FROM scratch AS later
                COPY --from=BUILD /app /app
                FROM ${RUNTIME}
                COPY --link --from=docker.io/library/busybox@sha256:%s /bin/sh /bin/sh
                ONBUILD COPY --from=never:4 /a /b
                """.formatted("3".repeat(64)), Map.of("GO_VERSION", "1.24"));
        assertThat(Samples.lines(found))
                .containsExactly(
                        "docker.io/docker/dockerfile:1.12 | Dockerfile:1 syntax | DECLARED",
                        "docker.io/library/golang:1.24-alpine3.20 | Dockerfile:6 FROM | DECLARED",
                        "registry.example/certificates:2 | Dockerfile:8 RUN --mount | DECLARED",
                        "registry.example/tools/tool:1 | Dockerfile:14 COPY --from | DECLARED",
                        "gcr.io/distroless/static:nonroot | Dockerfile:25 FROM | DECLARED",
                        "docker.io/library/busybox@sha256:" + "3".repeat(64)
                                + " | Dockerfile:26 COPY --from | DECLARED");
        assertThat(found.unmirrorable()).isEmpty();
    }

    @Test
    void theEscapeDirectiveChangesContinuations() throws Exception {
        List<String> lines = List.of(
                "# escape=`",
                "FROM mcr.microsoft.com/windows/`",
                "servercore:ltsc2022",
                "RUN dir C:\\",
                "COPY --from=one C:\\ D:\\");
        WorkloadImages found = find(String.join("\r\n", lines));
        assertThat(Samples.names(found))
                .containsExactly("mcr.microsoft.com/windows/servercore:ltsc2022", "docker.io/library/one:latest");
    }

    @Test
    void anArgumentWithoutAValueNamesFileLineAndVariable() throws Exception {
        assertThatThrownBy(() -> find("ARG VERSION\nARG BASE=x:$VERSION\nFROM $BASE\n"))
                .isInstanceOf(UnsetVariableException.class)
                .hasMessage("Dockerfile:3: variable 'BASE' is not set");
        assertThatThrownBy(() -> find("FROM app:$TARGETARCH\n")).isInstanceOf(UnsetVariableException.class);
        assertThat(Samples.names(find("FROM app:$TARGETARCH\n", Map.of("TARGETARCH", "arm64"))))
                .containsExactly("docker.io/library/app:arm64");
        assertThatThrownBy(() -> find("FROM a\nARG X=1\nFROM b:$X\n")).isInstanceOf(UnsetVariableException.class);
    }

    @Test
    void anArgumentOfTheFileIsSeenInAStageThatAsksForIt() throws Exception {
        assertThat(Samples.names(find("ARG X=1\nFROM a\nARG X\nCOPY --from=b:$X a a\n")))
                .containsExactly("docker.io/library/a:latest", "docker.io/library/b:1");
        assertThatThrownBy(() -> find("ARG X=1\nFROM a\nCOPY --from=b:$X a a\n"))
                .isInstanceOf(UnsetVariableException.class);
    }

    @Test
    void aStageBelowIsNoStageForFrom() throws Exception {
        assertThat(Samples.names(find("FROM base\nFROM alpine AS base\n")))
                .containsExactly("docker.io/library/base:latest", "docker.io/library/alpine:latest");
    }

    @Test
    void whatIsNoReferenceIsReported() throws Exception {
        WorkloadImages found = find("FROM Not/A/Reference:: AS x\nCOPY --from=7 a b\nCOPY --from=u:p@host/x a b\n");
        assertThat(found.unmirrorable())
                .extracting(Unmirrorable::where)
                .containsExactly("Dockerfile:1 FROM", "Dockerfile:3 COPY --from");
        assertThat(Samples.names(found)).containsExactly("docker.io/library/7:latest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "RUN x",
                "FROM",
                "FROM --platform=linux/amd64",
                "FROM a b",
                "FROM a AS",
                "FROM a b c",
                "# escape=x\nFROM a",
                "FROM a\nRUN <<EOF\nnever ends",
                "FROM ${a",
                "FROM ${a#b}",
                "FROM ${}",
            })
    void refusesWhatIsNoDockerfile(String text) {
        assertThatThrownBy(() -> find(text))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith("Cannot read Dockerfile:");
    }

    @Test
    void hostileLengthsAreBounded() {
        assertThatThrownBy(() -> find("FROM a\n" + "X\n".repeat(20_000))).hasMessageContaining("10000 instructions");
        assertThatThrownBy(() -> find("FROM " + "a".repeat(100_000))).hasMessageContaining("65536 characters");
        assertThatThrownBy(() -> find("#" + "x".repeat(5 << 20))).isInstanceOf(WorkloadFileException.class);
        assertThatThrownBy(() -> find("FROM a\nRUN " + "<<".repeat(500_000) + "\nFROM a b"))
                .isInstanceOf(MalformedDocumentException.class);
    }

    private WorkloadImages find(String text) throws Exception {
        return find(text, Map.of());
    }

    private WorkloadImages find(String text, Map<String, String> arguments) throws Exception {
        Samples.write(folder, "Dockerfile", text);
        return new DockerfileImages(folder).find(List.of(Path.of("Dockerfile")), arguments);
    }
}
