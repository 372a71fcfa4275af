package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance alias rm}. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Removes an alias; its target stays. What a bundle brought goes with its stream.",
        footer = {"", "Example:", "  appliance alias rm windowsservercore"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class AliasRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The alias, as alias list shows it.")
    private String alias;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request = new JsonWriter().put("alias", alias).toBytes();
        JsonReader answer = server.connect().post(ApiPaths.ALIASES_REMOVE, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(answer.text("alias") + " is no alias any more");
        }
        return 0;
    }
}
