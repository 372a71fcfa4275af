package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance quota rm}. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Takes a quota away. Exit code 4 if there is none.",
        footer = {"", "Example:", "  appliance quota rm team/"})
final class QuotaRemoveCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PREFIX", description = "As it was set.")
    private String prefix = "";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect()
                .post(
                        ApiPaths.QUOTAS_REMOVE,
                        "application/json",
                        new JsonWriter().put("prefix", prefix).toBytes());
        boolean removed = answer.flag("removed");
        if (!output.printIfJson(answer.object())) {
            output.message(removed ? "removed" : "There is no quota for " + prefix);
        }
        return removed ? 0 : 4;
    }
}
