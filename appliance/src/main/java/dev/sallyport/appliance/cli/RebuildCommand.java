package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance rebuild}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description =
                "Makes the database again from the journal, the releases and the blobs. Nothing is served meanwhile that is not"
                        + " rebuilt yet.")
final class RebuildCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().post(ApiPaths.REBUILD, "application/json", new byte[0]);
        if (!output.printIfJson(answer.object())) {
            output.println("rebuilt from " + answer.size("records") + " journal records");
        }
        return 0;
    }
}
