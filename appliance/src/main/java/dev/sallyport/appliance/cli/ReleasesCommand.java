package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ReleaseReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance releases}. */
@Command(
        name = "releases",
        mixinStandardHelpOptions = true,
        description = "Lists what was published, the newest first.")
final class ReleasesCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.RELEASES);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("STREAM", "SEQUENCE", "PUBLISHED", "PUBLISHER", "IMAGES", "CURRENT", "STATEMENT");
        for (JsonReader entry : answer.objects("releases")) {
            ReleaseReport report = ReleaseReport.read(entry);
            table.row(
                    report.stream(),
                    report.sequence(),
                    report.published(),
                    report.publisher(),
                    report.images(),
                    report.current() ? "yes" : "",
                    report.statement());
        }
        output.println(table);
        return 0;
    }
}
