package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance trust revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Stops counting a key's signatures. What was published stays.",
        footer = {"", "Example:", "  appliance trust revoke sha256:2c26b46b68ff…  (as trust list shows it)"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class TrustRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY-ID", description = "The key's id, as trust list shows it.")
    private String key;

    @Option(names = "--stream", paramLabel = "STREAM", description = "Only for this stream. Default: for every stream.")
    private String stream = "";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request = new JsonWriter().put("key", key).put("stream", stream).toBytes();
        JsonReader answer = server.connect().post(ApiPaths.TRUST_REVOKE, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(key + " is revoked");
        }
        return 0;
    }
}
