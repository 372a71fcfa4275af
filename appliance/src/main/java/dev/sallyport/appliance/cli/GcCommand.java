package dev.sallyport.appliance.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.GcReport;
import dev.sallyport.appliance.api.GcRequest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Sizes;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code appliance gc}. */
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        description = {
            "Takes back the space of what nobody needs, while everything else goes on: given up uploads, releases beyond"
                    + " retention, what was deleted and what only that was made of.",
            "What goes is put into the trash first and deleted from there after the grace period; --grace 0 does both.",
            "What a push relies on until its manifest comes stays, whatever the grace, for a day."
        },
        footer = {
            "",
            "Examples:",
            "  appliance gc --dry-run",
            "  appliance gc --grace 0       on a full disk: what was deleted goes at once",
            "  appliance gc --untagged --grace 7d"
        })
final class GcCommand implements Callable<Integer> {
    private static final String TYPE = "application/json";

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description =
                    "Leave what came, or lost its last reference, more recently: 0, or a number with s, m, h, d or w."
                            + " Default: 1d.")
    private @Nullable String grace;

    @Option(
            names = "--untagged",
            description =
                    "Also take manifests of local repositories that have no tag, are in no index and refer to nothing.")
    private boolean untagged;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        long seconds = grace == null ? -1 : GracePeriod.parse(grace).toSeconds();
        ApiClient client = server.connect();
        JsonReader answer = client.post(ApiPaths.GC, TYPE, new GcRequest(seconds, untagged, dryRun).encode());
        GcReport report = GcReport.read(answer);
        JobProgress progress = new JobProgress();
        while (!report.isOver()) {
            progress.show(report.step(), report.done(), report.total());
            TimeUnit.MILLISECONDS.sleep(progress.nextMillis());
            answer = client.get(ApiPaths.gc(report.job()));
            report = GcReport.read(answer);
        }
        progress.end();
        if (report.state().equals("FAILED")) {
            throw new JobFailedException("The collection", report.problem());
        }
        if (!output.printIfJson(answer.object()) && report.result() != null) {
            print(requireNonNull(report.result()));
        }
        return 0;
    }

    private void print(GcReport.Result result) {
        if (!result.skipped().isEmpty()) {
            output.println("Nothing was collected: " + result.skipped());
        }
        String verb = result.dryRun() ? "would be" : "were";
        result.retired()
                .forEach(release -> output.println(
                        "release " + release + (result.dryRun() ? " would be retired" : " was retired")));
        output.println(result.examined() + " blobs were looked at");
        line(result.uploads(), "given up uploads " + verb + " deleted");
        line(result.unlinked(), "manifests and blobs " + verb + " taken out of local repositories");
        line(result.trashed(), "blobs " + verb + " moved to the trash");
        line(result.purged(), "blobs " + verb + " deleted from the trash");
        output.println(Sizes.format(result.freedBytes()) + " of the disk " + (result.dryRun() ? "would be" : "are")
                + " free again");
        if (!result.finished()) {
            output.println("It was stopped before its end; the next one goes on.");
        }
    }

    private void line(GcReport.Amount amount, String what) {
        if (amount.count() > 0) {
            output.println(amount.count() + " " + what + ", " + Sizes.format(amount.bytes()));
        }
    }
}
