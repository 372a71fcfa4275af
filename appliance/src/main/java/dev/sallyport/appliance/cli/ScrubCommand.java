package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ScrubReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Sizes;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code appliance scrub}. */
@Command(
        name = "scrub",
        mixinStandardHelpOptions = true,
        description = {
            "Reads every blob again and compares it with its digest. What is damaged is taken out of service, and the images"
                    + " made of it are named; importing or pushing them again heals it.",
            "The server does this by itself all the time, slowly (serve --scrub-rate); this does it once, from the beginning.",
            "Exit code 1 if anything is damaged."
        },
        footer = {
            "",
            "Examples:",
            "  appliance scrub --status",
            "  appliance scrub --rate 20MB",
            "  appliance scrub --now"
        })
final class ScrubCommand implements Callable<Integer> {
    @ArgGroup
    private Speed speed = new Speed();

    /** How fast, or not at all. */
    static final class Speed {
        @Option(
                names = "--rate",
                paramLabel = "SIZE",
                description = "How much to read each second, such as 20MB. Default: 50MB.")
        private String rate = "50MB";

        @Option(names = "--now", description = "Read as fast as the disk allows.")
        private boolean now;

        @Option(names = "--status", description = "Only show how far the server is, and what it found.")
        private boolean status;
    }

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        // A second's worth may be written with or without "/s".
        String rate = speed.rate.endsWith("/s") ? speed.rate.substring(0, speed.rate.length() - 2) : speed.rate;
        long bytes = speed.now ? 0 : Sizes.parse(rate);
        ApiClient client = server.connect();
        JsonReader answer = speed.status
                ? client.get(ApiPaths.SCRUB)
                : client.post(
                        ApiPaths.SCRUB,
                        "application/json",
                        new JsonWriter().put("bytesPerSecond", bytes).toBytes());
        ScrubReport report = ScrubReport.read(answer);
        JobProgress progress = new JobProgress();
        while (!report.isOver()) {
            progress.show("reading", report.done(), report.total());
            TimeUnit.MILLISECONDS.sleep(progress.nextMillis());
            answer = client.get(ApiPaths.scrub(report.job()));
            report = ScrubReport.read(answer);
        }
        progress.end();
        if (report.state().equals("FAILED")) {
            throw new JobFailedException("The reading", report.problem());
        }
        if (!output.printIfJson(answer.object())) {
            print(report);
        }
        return report.damaged().stream().allMatch(blob -> !blob.healed().isEmpty()) ? 0 : 1;
    }

    private void print(ScrubReport report) {
        output.println(report.blobs() + " blobs read, " + Sizes.format(report.bytes())
                + (report.begun().isEmpty() ? "" : ", in a round that began " + report.begun()));
        output.println(report.ended().isEmpty() ? "no whole round yet" : "last whole round ended " + report.ended());
        for (ScrubReport.Damaged blob : report.damaged()) {
            output.println((blob.healed().isEmpty() ? "DAMAGED " : "healed  ") + blob.digest() + ": " + blob.reason());
            blob.images().forEach(image -> output.println("        " + image));
        }
    }
}
