package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ResolveReport;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance resolve}. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description =
                "Says what a reference means here: which rules answer, with which digest, and why other tags do not."
                        + " Exit code 4 if it, or the platform, is not here.",
        footer = {
            "",
            "Examples:",
            "  appliance resolve nginx:1.27",
            "  appliance resolve registry.k8s.io/pause --platform linux/arm64",
            "  appliance resolve docker.io/library/nginx@4f5ac12"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class ResolveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REF", description = "NAME[:TAG][@DIGEST]; of a digest the first 7 digits are enough.")
    private String reference;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Also look for the image for this platform, such as linux/arm64.")
    private String platform = "";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.resolve(reference, platform));
        ResolveReport report = ResolveReport.read(answer);
        if (!output.printIfJson(answer.object())) {
            print(report);
        }
        if (!report.found()) {
            output.message("appliance: " + report.message());
            return Category.MISSING.exitCode();
        }
        return 0;
    }

    private void print(ResolveReport report) {
        output.println("repository  " + report.repository() + " (" + report.nameRule() + ")");
        if (!report.tagRule().isEmpty()) {
            String tag = report.tag().isEmpty() ? "" : report.tag() + " ";
            output.println("answer      " + tag + "(" + report.tagRule() + ")");
            output.println("digest      " + report.digest());
            output.println("type        " + report.mediaType());
        }
        if (!report.platforms().isEmpty()) {
            output.println("platforms   " + String.join(", ", report.platforms()));
        }
        if (!report.platformDigest().isEmpty()) {
            output.println("platform    " + platform + " is " + report.platformDigest());
        }
        if (!report.stream().isEmpty()) {
            output.println("release     " + report.stream() + "@" + report.sequence());
        }
        if (!report.others().isEmpty()) {
            Table table = new Table("OTHER TAG", "WHY NOT");
            report.others().forEach(other -> table.row(other.tag(), other.why()));
            output.println("");
            output.println(table);
        }
    }
}
