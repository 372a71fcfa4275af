package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Lets a stream show another release that is kept. Only newer bundles than all that were ever published are"
                        + " imported after it, as before.",
        footer = {"", "Examples:", "  appliance rollback factory-7", "  appliance rollback factory-7 41"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class RollbackCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SEQUENCE",
            description = "The release, as releases shows it. Default: the one before that which is shown.")
    private @Nullable Long sequence;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonWriter request = new JsonWriter().put("stream", stream);
        if (sequence != null) {
            request.put("sequence", sequence);
        }
        JsonReader answer = server.connect().post(ApiPaths.ROLLBACK, "application/json", request.toBytes());
        if (!output.printIfJson(answer.object())) {
            output.println(stream + " shows " + answer.size("sequence")
                    + (answer.flag("changed") ? "" : ", as it did before"));
        }
        return 0;
    }
}
