package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance tokens revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Revokes a token; requests with it are refused from now on.",
        footer = {"", "Example:", "  appliance tokens revoke 2c26b46b68ff  (as tokens list shows it)"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class TokensRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The token's id, as tokens list shows it.")
    private String id;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        byte[] request = new JsonWriter().put("id", id).toBytes();
        JsonReader answer = server.connect().post(ApiPaths.TOKENS_REVOKE, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(id + " is revoked");
        }
        return 0;
    }
}
