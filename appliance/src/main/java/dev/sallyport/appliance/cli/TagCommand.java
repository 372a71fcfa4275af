package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance tag}. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = "Gives an image another name, in a local repository. No bytes are copied.",
        footer = {
            "",
            "Examples:",
            "  appliance tag docker.io/library/nginx:1.27.3 team/nginx:approved",
            "  appliance tag team/app:1.4 team/app:stable"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class TagCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "The image, as for resolve.")
    private String source;

    @Parameters(
            index = "1",
            paramLabel = "NEW",
            description =
                    "REPOSITORY:TAG, the repository without a host; a tag that is there names the image from then on.")
    private String target;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request =
                new JsonWriter().put("source", source).put("target", target).toBytes();
        JsonReader answer = server.connect().post(ApiPaths.TAGS, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(target + " is " + answer.text("digest"));
        }
        return 0;
    }
}
