package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance streams order}. */
@Command(
        name = "order",
        mixinStandardHelpOptions = true,
        description =
                "Says which streams' tags answer first. Streams that are not named come after those that are, the first"
                        + " published first; without any name that is the order of all.",
        footer = {"", "Example:", "  appliance streams order factory-7 head-office"})
final class StreamsOrderCommand implements Callable<Integer> {
    @Parameters(paramLabel = "STREAM", arity = "0..*", description = "The streams, the first one first.")
    private List<String> streams = List.of();

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request = new JsonWriter().putAll("streams", streams, Json::of).toBytes();
        StreamsCommand.print(server.connect().post(ApiPaths.STREAMS_ORDER, "application/json", request), output);
        return 0;
    }
}
