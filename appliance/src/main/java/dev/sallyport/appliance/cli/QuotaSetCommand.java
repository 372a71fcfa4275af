package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.QuotaReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Sizes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance quota set}. */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        description =
                "Limits what the local repositories under a prefix may hold together. What is there already stays.",
        footer = {"", "Examples:", "  appliance quota set team/ 50GB", "  appliance quota set '*' 2TB"})
final class QuotaSetCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "PREFIX",
            description = "The repository of this name and all under it, such as team/; * for all.")
    private String prefix = "";

    @Parameters(index = "1", paramLabel = "SIZE", description = "Bytes, or a number with k, M, G or T, such as 50GB.")
    private String size = "";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request = JsonWriter.encode(new QuotaReport(prefix, Sizes.parse(size), 0).toJson());
        JsonReader answer = server.connect().post(ApiPaths.QUOTAS, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(QuotaListCommand.table(answer));
        }
        return 0;
    }
}
