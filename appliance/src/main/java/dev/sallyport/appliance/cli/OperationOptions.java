package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.OperationSettings;
import dev.sallyport.oci.MalformedValueException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} on how it is operated. */
final class OperationOptions {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})([smh]?)");

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Log every request there, a JSON object a line; - is standard output. Default: not at all."
                    + " The file may be renamed at any time: a new one is begun.")
    private @Nullable String accessLog;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long requests may take when the server is told to stop, such as 90s, 5m or 1h."
                    + " Default: ${DEFAULT-VALUE}")
    private String stopTimeout = "30s";

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Close connections on which nothing moves for so long. Default: ${DEFAULT-VALUE}")
    private String idleTimeout = "5m";

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many connections may be open at once; a few more for this machine itself."
                    + " Default: ${DEFAULT-VALUE}")
    private int connections = OperationSettings.DEFAULT.connections();

    @Option(
            names = "--max-uploads",
            paramLabel = "N",
            defaultValue = "128",
            description = "How many uploads may be under way at once; a client beyond is told to try again later."
                    + " Default: ${DEFAULT-VALUE}")
    private int uploads = OperationSettings.DEFAULT.uploads();

    OperationSettings settings() throws MalformedValueException {
        return new OperationSettings(
                atLeastOne("--max-connections", connections),
                atLeastOne("--max-uploads", uploads),
                time("--idle-timeout", idleTimeout),
                accessLog);
    }

    Duration stopTimeout() throws MalformedValueException {
        return stopTimeout.equals("0") ? Duration.ZERO : time("--stop-timeout", stopTimeout);
    }

    private static int atLeastOne(String option, int value) throws MalformedValueException {
        if (value < 1) {
            throw new MalformedValueException(option, Integer.toString(value), "a number that is 1 or greater");
        }
        return value;
    }

    private static Duration time(String option, String text) throws MalformedValueException {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new MalformedValueException(option, text, "a whole number of seconds, or with s, m or h");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
