package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance imports}. */
@Command(
        name = "imports",
        mixinStandardHelpOptions = true,
        description = "Lists imports, how far each is, and what it waits for.")
final class ImportsCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.IMPORTS);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("IMPORT", "STREAM", "SEQUENCE", "STATE", "VOLUMES", "HELD", "REASON");
        for (JsonReader entry : answer.objects("imports")) {
            ImportReport report = ImportReport.read(entry);
            table.row(
                    report.id(),
                    report.stream(),
                    report.sequence(),
                    report.state(),
                    report.volumes() - report.missingVolumes().size() + "/" + report.volumes(),
                    Sizes.format(report.heldBytes()) + " of " + Sizes.format(report.totalBytes()),
                    report.reason().isEmpty()
                            ? ""
                            : report.reason() + (report.remedy().isEmpty() ? "" : " " + report.remedy()));
        }
        output.println(table);
        return 0;
    }
}
