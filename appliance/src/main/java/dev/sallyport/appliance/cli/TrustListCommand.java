package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TrustReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance trust list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys that were ever trusted.")
final class TrustListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.TRUST);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("STREAM", "PUBLISHER", "KEY", "REPOSITORIES", "THRESHOLD", "STATE");
        for (JsonReader entry : answer.objects("keys")) {
            TrustReport report = TrustReport.read(entry);
            table.row(
                    report.stream(),
                    report.publisher(),
                    report.key(),
                    report.repositories().isEmpty() ? "any host" : report.repositories(),
                    report.threshold(),
                    report.revoked() ? "revoked" : "trusted");
        }
        output.println(table);
        return 0;
    }
}
