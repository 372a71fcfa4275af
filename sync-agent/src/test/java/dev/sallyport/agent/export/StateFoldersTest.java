package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bundle.StreamName;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StateFoldersTest {
    @Test
    void homeIsTheVariableThatDockerAndPodmanHeed() {
        assertThat(StateFolders.home(Map.of("HOME", "/github/home"))).isEqualTo(Path.of("/github/home"));
    }

    @Test
    void withoutTheVariableHomeIsWhatTheSystemHas() {
        Path system = Path.of(System.getProperty("user.home"));
        assertThat(StateFolders.home(Map.of())).isEqualTo(system);
        assertThat(StateFolders.home(Map.of("HOME", "elsewhere"))).isEqualTo(system);
    }

    @Test
    void stateLiesInTheHomeFolderUnlessAnotherIsSet() throws Exception {
        StreamName stream = StreamName.parse("factory-7");
        assertThat(StateFolders.chosen(null, stream, Map.of("HOME", "/home/anna")))
                .isEqualTo(Path.of("/home/anna/.local/state/sallyport/factory-7"));
        assertThat(StateFolders.chosen(null, stream, Map.of("HOME", "/home/anna", "XDG_STATE_HOME", "/srv/state")))
                .isEqualTo(Path.of("/srv/state/sallyport/factory-7"));
        assertThat(StateFolders.chosen(Path.of("here"), stream, Map.of("HOME", "/home/anna")))
                .isEqualTo(Path.of("here"));
    }
}
