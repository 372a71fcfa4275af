package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TokenReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.terminal.Lifetimes;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance tokens create}. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description =
                "Makes a token and prints it, this once. It is given with the user's name, in place of the password.",
        footer = {
            "",
            "Example:",
            "  appliance tokens create alice --label 'build server' --expires 90d | docker login -u alice --password-stdin HOST"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class TokensCreateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "USER", description = "Whose it is; it may what the user may.")
    private String user;

    @Option(names = "--label", paramLabel = "TEXT", description = "What it is for.")
    private String label = "";

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it holds: a number and one of h, d, w, y. Default: until it is revoked.")
    private String expires = "";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    private final Clock clock;

    TokensCreateCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        byte[] request = new JsonWriter()
                .put("user", user)
                .put("label", label)
                .putIfPresent("expires", end())
                .toBytes();
        JsonReader answer = server.connect().post(ApiPaths.TOKENS, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            TokenReport token = TokenReport.read(answer);
            output.message("token " + token.id() + " of " + token.user()
                    + (token.expires().isEmpty() ? "" : ", until " + token.expires()));
            output.println(token.token());
        }
        return 0;
    }

    private @Nullable String end() throws MalformedValueException {
        if (expires.isEmpty()) {
            return null;
        }
        Duration lifetime = Lifetimes.parse(expires)
                .orElseThrow(() -> new MalformedValueException(
                        "lifetime", expires, "a number and one of h, d, w, y, such as 90d"));
        return clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
