package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.FailureReport;
import dev.sallyport.terminal.ProgressMeter;
import dev.sallyport.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance import}: reads volumes here and streams them to the server. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Imports the volumes of one or more bundles: any volumes, in any order, one disc after another.",
            "A release becomes visible in one step, when all of it is here and verified. Until then the import waits and says for what."
        },
        footer = {
            "",
            "Examples:",
            "  appliance import /media/stick",
            "  appliance import factory-7.000042.v001.tar factory-7.000042.v002.tar",
            "  ssh gate cat factory-7.000042.v001.tar | appliance import -"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class ImportCommand implements Callable<Integer> {
    private static final Path STANDARD_INPUT = Path.of("-");

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "A volume, a folder of volumes, or - for one volume on standard input.")
    private List<Path> paths;

    @Option(
            names = "--hold",
            description = "Stop when all is here and verified; publish it later with: appliance publish")
    private boolean hold;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    private final Clock clock;

    ImportCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        ApiClient client = server.connect();
        Map<String, ImportReport> reports = new LinkedHashMap<>();
        int failed = 0;
        try (ProgressMeter meter = Terminal.progressMeter(clock)) {
            VolumeSender sender = new VolumeSender(client, hold, quiet ? (step, done, total) -> {} : meter);
            VolumeFiles files = VolumeFiles.find(
                    paths.stream().filter(path -> !path.equals(STANDARD_INPUT)).toList());
            files.others().forEach(file -> output.message("skipped, not a volume: " + file));
            if (paths.contains(STANDARD_INPUT)) {
                keep(reports, sender.sendStream(System.in));
            }
            for (Path volume : files.volumes()) {
                failed = Math.max(failed, send(sender, volume, reports));
            }
            if (files.volumes().isEmpty() && reports.isEmpty() && failed == 0) {
                throw new NoVolumesException(paths);
            }
        }
        int outcome = print(reports);
        noteOmissions(client, reports);
        return Math.max(failed, outcome);
    }

    // Nothing is left out silently: who imports learns what whoever saved did without.
    private void noteOmissions(ApiClient client, Map<String, ImportReport> reports) throws Exception {
        for (ImportReport report : reports.values()) {
            if (report.state().equals("PUBLISHED") || report.state().equals("STAGED")) {
                int omitted = client.get(ApiPaths.omitted(report.id()))
                        .objects("omitted")
                        .size();
                if (omitted > 0) {
                    output.message(
                            report.stream() + " " + report.sequence() + " was made without " + omitted
                                    + (omitted == 1 ? " item" : " items")
                                    + " on purpose, and they are not here; the current releases': appliance releases --left-out");
                }
            }
        }
    }

    // One damaged disc must not keep the others from being read: the next trip then brings only what is missing.
    private int send(VolumeSender sender, Path volume, Map<String, ImportReport> reports) throws IOException {
        try {
            keep(reports, sender.send(volume));
            return 0;
        } catch (ServerUnreachableException e) {
            output.message(FailureReport.text("appliance: " + volume, e));
            return e.category().exitCode();
        } catch (SallyportException e) {
            output.message(FailureReport.text("appliance: " + volume, e));
            return e.category().exitCode();
        }
    }

    // A volume that comes after this command has published its bundle finds it already published: the first word is the
    // true one.
    private static void keep(Map<String, ImportReport> reports, ImportReport report) {
        reports.merge(report.id(), report, (first, later) -> first.state().equals("PUBLISHED") ? first : later);
    }

    private int print(Map<String, ImportReport> reports) {
        if (output.isJson()) {
            List<Json> all = new ArrayList<>();
            reports.values().forEach(report -> all.add(report.toJson()));
            output.println(JsonWriter.encodeToString(
                    new JsonWriter().putAll("imports", all, json -> json).toObject()));
        } else {
            reports.values().forEach(report -> output.println(ImportOutcome.describe(report)));
        }
        return reports.values().stream().mapToInt(ImportOutcome::exitCode).max().orElse(0);
    }
}
