package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance untag}. */
@Command(
        name = "untag",
        mixinStandardHelpOptions = true,
        description = "Takes a tag of a local repository away; what it names can be pulled by its digest.",
        footer = {"", "Example:", "  appliance untag team/app:stable"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class UntagCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REPOSITORY:TAG", description = "The tag.")
    private String tag;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request = new JsonWriter().put("tag", tag).toBytes();
        JsonReader answer = server.connect().post(ApiPaths.TAGS_REMOVE, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(tag + " is gone");
        }
        return 0;
    }
}
