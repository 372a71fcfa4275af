package dev.sallyport.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void alignsColumnsAndLeavesNoTrailingSpace() {
        Table table = new Table("NAME", "SIZE").row("nginx", 12).row("a", "");
        assertThat(table.toString()).isEqualTo("NAME   SIZE\nnginx  12\na");
    }

    @Test
    void makesTextFromOutsideSafe() {
        assertThat(new Table("NAME").row("a\033[2J\u202eb\nc").toString()).isEqualTo("NAME\na?[2J?b?c");
    }

    @Test
    void refusesARowOfAnotherLength() {
        Table table = new Table("A", "B");
        assertThatThrownBy(() -> table.row("only one")).isInstanceOf(IllegalArgumentException.class);
    }
}
