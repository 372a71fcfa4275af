package dev.sallyport.agent.export;

import dev.sallyport.bundle.StreamName;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the state of streams is unless the operator says otherwise. */
public final class StateFolders {
    private StateFolders() {}

    /**
     * The user's folder: {@code HOME}, as for docker and podman and wherever a CI system sets it, else what the system has for the user.
     */
    public static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.startsWith("/") ? home : System.getProperty("user.home", "."));
    }

    /**
     * {@code sallyport/STREAM} under XDG_STATE_HOME, or under {@code ~/.local/state}.
     *
     * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base directories</a>
     */
    public static Path defaultFor(StreamName stream, Map<String, String> environment, Path home) {
        String configured = environment.getOrDefault("XDG_STATE_HOME", "");
        // The specification has relative paths ignored.
        Path base = configured.startsWith("/")
                ? Path.of(configured)
                : home.resolve(".local").resolve("state");
        return base.resolve("sallyport").resolve(stream.value());
    }

    /** {@code given} if that is not null, else the {@linkplain #defaultFor default} for whoever runs this program. */
    public static Path chosen(@Nullable Path given, StreamName stream, Map<String, String> environment) {
        return given == null ? defaultFor(stream, environment, home(environment)) : given;
    }
}
