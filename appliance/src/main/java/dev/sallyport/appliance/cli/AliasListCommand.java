package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.AliasReport;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance alias list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the aliases; of several with one name the first counts.",
        footer = {"", "Example:", "  appliance alias list --json"})
final class AliasListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.ALIASES);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("ALIAS", "TARGET", "MADE BY");
        for (JsonReader entry : answer.objects("aliases")) {
            AliasReport report = AliasReport.read(entry);
            table.row(
                    report.alias(),
                    report.target(),
                    report.stream().isEmpty() ? "an administrator" : "stream " + report.stream());
        }
        output.println(table);
        return 0;
    }
}
