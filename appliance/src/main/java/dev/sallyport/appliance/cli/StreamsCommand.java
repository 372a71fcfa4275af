package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance streams}. */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        description = "Lists the streams in the order in which their tags answer, where several have one.",
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {"", "Examples:", "  appliance streams", "  appliance streams order factory-7 head-office"},
        subcommands = StreamsOrderCommand.class)
final class StreamsCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        print(server.connect().get(ApiPaths.STREAMS), output);
        return 0;
    }

    static void print(JsonReader answer, OutputOptions output) throws Exception {
        if (!output.printIfJson(answer.object())) {
            for (JsonReader stream : answer.objects("streams")) {
                output.println(stream.text("stream"));
            }
        }
    }
}
