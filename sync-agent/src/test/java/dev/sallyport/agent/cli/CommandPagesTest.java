package dev.sallyport.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.CommandPages;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The pages in {@code docs/commands} are what the commands say of themselves. After a change of a command: run this test with
 * {@code -Dsallyport.write-pages=true} and commit what it wrote.
 */
class CommandPagesTest {
    @Test
    void pagesSayWhatTheCommandsSay() throws Exception {
        CommandPages pages = new CommandPages(Main.commandLine(Clock.systemUTC(), Map.of()));
        if (Boolean.getBoolean("sallyport.write-pages")) {
            pages.write();
        }

        assertThat(pages.written()).isEqualTo(pages.expected());
    }
}
