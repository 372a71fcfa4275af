package dev.sallyport.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
