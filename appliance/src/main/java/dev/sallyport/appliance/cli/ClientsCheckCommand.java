package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImageCheckReport;
import dev.sallyport.appliance.api.ImageCheckRequest;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Platform;
import dev.sallyport.terminal.Table;
import dev.sallyport.workload.FoundImage;
import dev.sallyport.workload.WorkloadImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance clients check}: whether everything is here that a workload pulls. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Says for each image of a workload what this appliance would answer, and ends with 4 if one is missing.",
            "Reads Compose files, Kubernetes manifests and folders of them, and plain lists with an image on each line."
        },
        footer = {
            "",
            "Examples:",
            "  appliance clients check compose.yaml --profile '*'",
            "  appliance clients check k8s/ --platform linux/arm64",
            "  kubeadm config images list | appliance clients check -"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class ClientsCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "What to read; - is standard input.")
    private List<Path> files;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Every image must be here for this platform. Default: for any.")
    private @Nullable String platform;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile of Compose services to count as well; may be repeated, '*' is all of them.")
    private List<String> profiles = List.of();

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        if (platform != null) {
            Platform.parse(platform);
        }
        WorkloadImages found = new ImageFiles(
                        Path.of("").toAbsolutePath(), System.getenv(), Set.copyOf(profiles), System.in)
                .read(files);
        found.notes().forEach(note -> output.message("note: " + note));
        List<String> images =
                found.images().stream().map(FoundImage::image).distinct().toList();
        List<JsonReader> answers = ask(images);
        List<ImageCheckReport> reports = new ArrayList<>();
        for (JsonReader answer : answers) {
            reports.add(ImageCheckReport.read(answer));
        }
        print(answers, reports);
        found.unmirrorable().forEach(each -> output.message("not checked: " + each.where() + ": " + each.why()));
        return missing(found, reports) ? Category.MISSING.exitCode() : 0;
    }

    private List<JsonReader> ask(List<String> images) throws Exception {
        List<JsonReader> answers = new ArrayList<>();
        ApiClient client = server.connect();
        for (int from = 0; from < images.size(); from += ImageCheckRequest.MOST_IMAGES) {
            List<String> some = images.subList(from, Math.min(images.size(), from + ImageCheckRequest.MOST_IMAGES));
            byte[] request = new ImageCheckRequest(some, platform).encode();
            answers.addAll(client.post(ApiPaths.CLIENTS_CHECK, "application/json", request)
                    .objects("images"));
        }
        return answers;
    }

    private void print(List<JsonReader> answers, List<ImageCheckReport> reports) throws IOException {
        if (output.printIfJson(
                new JsonWriter().putAll("images", answers, JsonReader::object).toObject())) {
            return;
        }
        Table table = new Table("IMAGE", "ANSWER", "DIGEST", "PLATFORM", "MISSING");
        for (ImageCheckReport report : reports) {
            table.row(
                    report.image(),
                    orDash(report.answer()),
                    orDash(report.digest()),
                    orDash(String.join(",", report.platforms())),
                    orDash(report.missing()));
        }
        output.println(table);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    // What could not be read may be anything: a check that left it out has not found that all is here.
    private static boolean missing(WorkloadImages found, List<ImageCheckReport> reports) {
        return !found.unmirrorable().isEmpty()
                || reports.stream().anyMatch(report -> !report.missing().isEmpty());
    }
}
