package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance alias add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description =
                "Makes another name for a repository, or gives it another target. With a tag on both sides, and the same"
                        + " repository, it is another name for that tag.",
        footer = {
            "",
            "Examples:",
            "  appliance alias add windowsservercore mcr.microsoft.com/windows/servercore",
            "  appliance alias add docker.io/library/nginx:stable docker.io/library/nginx:1.27.3"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class AliasAddCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "What clients ask for; nothing may have that name.")
    private String alias;

    @Parameters(index = "1", paramLabel = "TARGET", description = "What they get: the full name, no alias.")
    private String target;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request =
                new JsonWriter().put("alias", alias).put("target", target).toBytes();
        JsonReader answer = server.connect().post(ApiPaths.ALIASES, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(answer.text("alias") + " is an alias for " + answer.text("target"));
        }
        return 0;
    }
}
