package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.QuotaReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance quota list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the quotas and how much of each is used.")
final class QuotaListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.QUOTAS);
        if (!output.printIfJson(answer.object())) {
            output.println(table(answer));
        }
        return 0;
    }

    static Table table(JsonReader answer) throws MalformedJsonException {
        Table table = new Table("REPOSITORIES", "LIMIT", "USED");
        for (JsonReader entry : answer.objects("quotas")) {
            QuotaReport quota = QuotaReport.read(entry);
            table.row(
                    quota.prefix().equals("*") ? "all" : quota.prefix() + "/",
                    Sizes.format(quota.limit()),
                    Sizes.format(quota.used()));
        }
        return table;
    }
}
