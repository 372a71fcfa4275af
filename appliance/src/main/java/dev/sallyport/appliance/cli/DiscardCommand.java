package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance discard}. */
@Command(name = "discard", mixinStandardHelpOptions = true, description = "Gives up an import that is not published.")
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class DiscardCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IMPORT", description = "The import, as appliance imports shows it.")
    private String id;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer =
                server.connect().post(ApiPaths.importAction(id, "discard"), "application/json", new byte[0]);
        if (!output.printIfJson(answer.object())) {
            output.println(id + " is discarded");
        }
        return 0;
    }
}
