package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.agent.mirror.LockedItem.Kind;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.FailureReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LockFileTest {
    private static final StreamName STREAM = new StreamName("factory-7");

    @TempDir
    private Path folder;

    private static Digest digest(int number) {
        return Digest.sha256(new byte[] {(byte) number});
    }

    private static LockedItem image(String name, @Nullable String tag, int content) {
        return new LockedItem(
                Kind.IMAGE,
                name,
                tag,
                digest(content),
                1000 + content,
                List.of("linux/arm64", "linux/amd64"),
                null,
                "newest 3");
    }

    private static LockFile sample() {
        return new LockFile(
                STREAM,
                42,
                digest(9),
                List.of("images: {ref: docker.io/library/nginx:1.27}", "platforms: [linux/amd64]"),
                List.of(
                        new LockedItem(
                                Kind.INPUT, "k8s/shop.yaml", null, digest(5), 812, List.of(), null, "manifests: k8s/"),
                        new LockedItem(
                                Kind.CHART, "ghcr.io/acme/shop", "2.4.1+b", digest(6), 5, List.of(), null, "named"),
                        new LockedItem(
                                Kind.REFERRER,
                                "docker.io/library/nginx",
                                null,
                                digest(7),
                                7,
                                List.of(),
                                digest(1),
                                "signatures"),
                        image("docker.io/library/nginx", "1.10", 2),
                        image("docker.io/library/nginx", "1.9", 1),
                        image("docker.io/library/alpine", "latest", 3),
                        image("docker.io/library/nginx", null, 4)));
    }

    @Test
    void isOneSortedLineForEachItem() {
        assertThat(new String(sample().encode(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        # What mirror.yaml came to. Written by sync-agent lock and save: commit it, review its changes, do not edit it.
                        lock: 1
                        stream: factory-7
                        sequence: 42
                        statement: %9
                        selection:
                          - "images: {ref: docker.io/library/nginx:1.27}"
                          - "platforms: [linux/amd64]"
                        images:
                          - {name: docker.io/library/alpine, tag: latest, digest: %3, size: 1003, platforms: [linux/amd64, linux/arm64], why: "newest 3"}
                          - {name: docker.io/library/nginx, digest: %4, size: 1004, platforms: [linux/amd64, linux/arm64], why: "newest 3"}
                          - {name: docker.io/library/nginx, tag: "1.9", digest: %1, size: 1001, platforms: [linux/amd64, linux/arm64], why: "newest 3"}
                          - {name: docker.io/library/nginx, tag: "1.10", digest: %2, size: 1002, platforms: [linux/amd64, linux/arm64], why: "newest 3"}
                        referrers:
                          - {name: docker.io/library/nginx, digest: %7, size: 7, subject: %1, why: signatures}
                        charts:
                          - {name: ghcr.io/acme/shop, tag: "2.4.1+b", digest: %6, size: 5, why: named}
                        inputs:
                          - {name: k8s/shop.yaml, digest: %5, size: 812, why: "manifests: k8s/"}
                        """.replace("%9", digest(9).toString())
                        .replace("%1", digest(1).toString())
                        .replace("%2", digest(2).toString())
                        .replace("%3", digest(3).toString())
                        .replace("%4", digest(4).toString())
                        .replace("%5", digest(5).toString())
                        .replace("%6", digest(6).toString())
                        .replace("%7", digest(7).toString()));
    }

    @Test
    void readsWhatItWrote() throws Exception {
        assertThat(LockFile.parse("mirror.lock", sample().encode())).isEqualTo(sample());
        LockFile empty = new LockFile(STREAM, 0, null, List.of(), List.of());
        assertThat(LockFile.parse("mirror.lock", empty.encode())).isEqualTo(empty);
        assertThat(sample().items(Kind.CHART)).hasSize(1);
    }

    @Test
    void theSameItemsAreTheSameBytesInWhateverOrderTheyCome() {
        List<LockedItem> items = new ArrayList<>(sample().items());
        Collections.shuffle(items, new Random(3));
        items.add(items.get(0));

        assertThat(new LockFile(STREAM, 42, digest(9), sample().selection(), items).encode())
                .isEqualTo(sample().encode());
        assertThatThrownBy(() ->
                        new LockFile(STREAM, 0, null, List.of(), List.of(image("a/b", "1", 1), image("a/b", "1", 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyTextSurvives() throws Exception {
        List<String> texts = List.of(
                "true",
                "1.10",
                "null",
                "~",
                "",
                " a ",
                "a: b",
                "a #b",
                "- x",
                "*x",
                "&x",
                "!x",
                "\"q\"",
                "it's",
                "a\\b",
                "é∀😀",
                "\u0085\u009b\u202e\ufeff",
                "tab\there",
                "new\nline",
                "a:",
                "x,y",
                "[z]",
                "{z}",
                "@a",
                "%a",
                "0x10",
                "yes",
                "1e3",
                "2026-11-21");
        for (String text : texts) {
            LockedItem item = new LockedItem(Kind.INPUT, "a" + text, null, digest(1), 0, List.of(text), null, text);
            LockFile lock = new LockFile(STREAM, 0, null, List.of(text), List.of(item));
            assertThat(LockFile.parse("mirror.lock", lock.encode())).as(text).isEqualTo(lock);
        }
    }

    @Test
    void isWrittenInOneStepAndOnlyIfItDiffers() throws Exception {
        Path file = folder.resolve("mirror.lock");
        sample().write(file, new SystemDisk());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        sample().write(file, new SystemDisk());

        assertThat(file).hasBinaryContent(sample().encode());
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(1000));
        new LockFile(STREAM, 0, null, List.of(), List.of()).write(file, new SystemDisk());
        assertThat(LockFile.read(file).items()).isEmpty();
        assertThat(folder).isDirectoryContaining("glob:**/mirror.lock").isDirectoryNotContaining("glob:**.new");
        assertThat(LockFile.beside(Path.of("a/site.yaml"))).isEqualTo(Path.of("a/site.lock"));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    lock: 1           | lock: 2                  | mirror.lock:2:7: lock is '2', of a newer sync-agent; expected 1
                    lock: 1           | lokc: 1                  | mirror.lock:2:1: lock is missing
                    stream: factory-7 | stream: A                | mirror.lock:3:9: stream is 'A', which is none
                    sequence: 42      | sequence: 0              | sequence is 0; expected 1 or more
                    sequence: 42      | sequence: -1             | sequence is '-1'; expected a whole number
                    sequence: 42      | sequenec: 42             | is not known
                    size: 7,          | size: 99999999999999999999, | expected a whole number
                    size: 7,          | sise: 7,                 | sise is not known
                    tag: latest       | tag: "a b"               | tag is 'a b', which is none
                    referrers:        | inputs:                  | is there twice
                    , why: named      |                          | why is missing
                    charts:           | <<<<<<< ours             | this is no YAML
                    size: 5,          | size: 5, subject: x,     | subject is there or missing
                    tag: "1.9"        | tag: "1.10"              | docker.io/library/nginx:1.10 is there twice
                    """)
    void whatNobodyWroteIsRefusedWithItsPlace(String original, String replacement, String expected) {
        String text = new String(sample().encode(), StandardCharsets.UTF_8)
                .replaceFirst(java.util.regex.Pattern.quote(original), replacement == null ? "" : replacement);

        InvalidFileException failure = catchThrowableOfType(
                InvalidFileException.class, () -> LockFile.parse("mirror.lock", text.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure).hasMessageContaining(expected);
        assertThat(failure.remedy()).contains("sync-agent lock");
    }

    @Test
    void hostileFilesAreRefused() {
        for (String text : List.of(
                "", "[]", "a", "lock: 1", "lock: 1\nstream: a\nimages: {}", "lock: &a 1", "lock: 1\nimages: [x]")) {
            assertThatThrownBy(() -> LockFile.parse("mirror.lock", text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(InvalidFileException.class);
        }
    }

    @Test
    void namesWhatMovedAndWhatCameAndWent() {
        LockFile before = new LockFile(
                STREAM,
                1,
                digest(9),
                List.of(),
                List.of(image("a/b", "1", 1), image("a/b", "2", 2), image("a/c", null, 3)));
        LockFile after = new LockFile(
                STREAM,
                2,
                digest(8),
                List.of(),
                List.of(image("a/b", "1", 5), image("a/b", "2", 2), image("a/c", null, 4)));

        LockDifference difference = LockDifference.between(before, after);

        assertThat(difference.lines())
                .containsExactly(
                        "moved  a/b:1  " + shortened(1) + " -> " + shortened(5),
                        "new    a/c@" + digest(4) + "  " + shortened(4),
                        "gone   a/c@" + digest(3) + "  " + shortened(3));
        assertThat(LockDifference.between(after, after).isEmpty()).isTrue();
        assertThat(difference.isEmpty()).isFalse();
    }

    private static String shortened(int number) {
        return digest(number).toString().substring(0, 19);
    }

    @Test
    void aSelectionThatChangedIsExitCode4AndNamed() throws Exception {
        MirrorFile file = MirrorFile.parse(
                Path.of("mirror.yaml"), "{stream: a, images: [{ref: x}, {ref: w}]}".getBytes(StandardCharsets.UTF_8));
        LockFile lock = new LockFile(STREAM, 0, null, List.of("images: {ref: x}", "lists: z"), List.of());

        SelectionChangedException failure =
                catchThrowableOfType(SelectionChangedException.class, () -> lock.requireSelectionOf(file));

        assertThat(failure.category()).isEqualTo(Category.MISSING);
        assertThat(FailureReport.text("sync-agent", failure))
                .contains(
                        "mirror.yaml selects other things than its lock: 1 new, 1 gone",
                        "- lists: z",
                        "+ images: {ref: w}");
        new LockFile(STREAM, 0, null, file.selection(), List.of()).requireSelectionOf(file);
    }
}
