package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.AuditReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.Lifetimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code appliance audit}: who did what. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Prints the journal: who changed what, and when. With --json, one object a line.",
        footer = {
            "",
            "Examples:",
            "  appliance audit --since 24h",
            "  appliance audit --since 2026-11-21T09:00:00Z --json"
        })
final class AuditCommand implements Callable<Integer> {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "From then on: a time such as 2026-11-21T09:00:00Z, or how long ago, a number and one of h, d, w, y.")
    private String since = "";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    private final Clock clock;

    AuditCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        server.connect().lines(ApiPaths.auditSince(from()), this::print);
        return 0;
    }

    private void print(JsonReader line) throws MalformedJsonException {
        if (!output.printIfJson(line.object())) {
            AuditReport entry = AuditReport.read(line);
            output.println(Printable.clean(entry.number() + "  " + entry.time() + "  " + entry.actor() + "  "
                    + entry.action() + "  " + entry.object() + "  " + JsonWriter.encodeToString(entry.facts())));
        }
    }

    private String from() throws MalformedValueException {
        if (since.isEmpty()) {
            return "";
        }
        Optional<Duration> ago = Lifetimes.parse(since);
        if (ago.isPresent()) {
            return clock.instant().minus(ago.get()).toString();
        }
        try {
            return Instant.parse(since).toString();
        } catch (DateTimeParseException e) {
            throw new MalformedValueException(
                    "time", since, "a time such as 2026-11-21T09:00:00Z, or a number and one of h, d, w, y");
        }
    }
}
