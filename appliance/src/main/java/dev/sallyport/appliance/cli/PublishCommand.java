package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.oci.JsonReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Publishes an import that is complete and was held.")
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class PublishCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IMPORT", description = "The import, as appliance imports shows it.")
    private String id;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer =
                server.connect().post(ApiPaths.importAction(id, "publish"), "application/json", new byte[0]);
        ImportReport report = ImportReport.read(answer);
        if (!output.printIfJson(answer.object())) {
            output.println(ImportOutcome.describe(report));
        }
        return ImportOutcome.exitCode(report);
    }
}
