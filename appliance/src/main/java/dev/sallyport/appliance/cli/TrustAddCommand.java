package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TrustReport;
import dev.sallyport.appliance.api.TrustRequest;
import dev.sallyport.oci.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance trust add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Trusts a public key for one stream. Get the key on another way than the bundles it signs.",
        footer = {
            "",
            "Examples:",
            "  appliance trust add factory-7.pub --publisher 'Head office' --stream factory-7",
            "  appliance trust add factory-7.pub --publisher 'Head office' --stream factory-7 --repositories 'docker.io/**'"
                    + " --aliases 'windows*'"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class TrustAddCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY.pub", description = "The public key in PEM.")
    private Path key;

    @Option(names = "--publisher", required = true, paramLabel = "NAME", description = "Who holds the key, for people.")
    private String publisher;

    @Option(names = "--stream", required = true, paramLabel = "STREAM", description = "The stream that it may sign.")
    private String stream;

    @Option(
            names = "--repositories",
            paramLabel = "PATTERN",
            description =
                    "Where it may publish: repository names with '*' for part of a component and '**' for any path, separated by"
                            + " commas. Default: every name that starts with a host.")
    private String repositories = "";

    @Option(
            names = "--aliases",
            paramLabel = "PATTERN",
            description = "Which aliases its bundles may make, as for --repositories. Default: none.")
    private String aliases = "";

    @Option(
            names = "--threshold",
            paramLabel = "M",
            description = "How many distinct trusted keys must sign a bundle of this stream. Default: ${DEFAULT-VALUE}")
    private int threshold = 1;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        String pem = new String(Files.readAllBytes(key), StandardCharsets.ISO_8859_1);
        JsonReader answer = server.connect()
                .post(
                        ApiPaths.TRUST,
                        "application/json",
                        new TrustRequest(pem, publisher, stream, repositories, aliases, threshold).encode());
        if (!output.printIfJson(answer.object())) {
            TrustReport report = TrustReport.read(answer);
            output.println(report.key() + " (" + report.algorithm() + ") of " + report.publisher()
                    + " is trusted for stream " + report.stream());
        }
        return 0;
    }
}
