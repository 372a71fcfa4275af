package dev.sallyport.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FailureReportTest {
    @Test
    void givesTheRemedyOnALineOfItsOwn() {
        MalformedValueException failure = new MalformedValueException("tag", "a\033[2Jb", "something better");
        assertThat(FailureReport.text("appliance", failure))
                .isEqualTo("appliance: Malformed tag 'a?[2Jb': expected something better\n  Correct the tag.");
        assertThat(JsonWriter.encodeToString(FailureReport.json(failure)))
                .contains("\"code\":\"malformed-tag\"", "\"category\":\"USAGE\"", "\"remedy\":\"Correct the tag.\"");
    }

    @Test
    void givesEveryDetailALine() {
        SallyportException failure =
                new SallyportException("many", Category.USAGE, "two errors", "Correct them.", Map.of()) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public List<String> details() {
                        return List.of("one\nfake line", "two");
                    }
                };
        assertThat(FailureReport.text("sync-agent", failure))
                .isEqualTo("sync-agent: two errors\n  one?fake line\n  two\n  Correct them.");
        assertThat(JsonWriter.encodeToString(FailureReport.json(failure)))
                .contains("\"details\":[\"one\\nfake line\",\"two\"]");
    }

    @Test
    void saysOfTheDiskWhatPeopleKnowItBy() {
        assertThat(FailureReport.text("sync-agent", new NoSuchFileException("/media/stick")))
                .isEqualTo("sync-agent: no such file or folder: /media/stick");
        assertThat(FailureReport.text("sync-agent", new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("sync-agent: /x: Read-only file system");
        assertThat(FailureReport.text("sync-agent", new IOException("No space left on device")))
                .startsWith("sync-agent: the disk is full")
                .contains("\n  Make room");
    }

    @Test
    void admitsWhatNobodyExpected() {
        assertThat(FailureReport.text("appliance", new IllegalStateException("boom")))
                .contains("unexpected failure", "boom", "\n  Set SALLYPORT_DEBUG=1");
    }
}
