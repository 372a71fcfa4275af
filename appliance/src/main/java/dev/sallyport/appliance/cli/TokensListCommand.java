package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TokenReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance tokens list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists tokens by their ids; the tokens themselves are kept nowhere.",
        footer = {"", "Example:", "  appliance tokens list"})
final class TokensListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.TOKENS);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("ID", "USER", "CREATED", "EXPIRES", "LABEL");
        for (JsonReader entry : answer.objects("tokens")) {
            TokenReport token = TokenReport.read(entry);
            table.row(
                    token.id(),
                    token.user(),
                    token.created(),
                    token.expires().isEmpty() ? "never" : token.expires(),
                    token.label());
        }
        output.println(table);
        return 0;
    }
}
