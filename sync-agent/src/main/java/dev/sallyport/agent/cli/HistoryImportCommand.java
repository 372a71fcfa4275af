package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CheckedFile;
import dev.sallyport.agent.export.HistoryImport;
import dev.sallyport.agent.export.RestoredBundle;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.FailureReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sync-agent history import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Rebuilds a stream's lost history from its volumes: those of the newest bundle at least, better of all.",
            "One volume of a bundle is enough to go on after it; all of them are needed to write it again or to use it as a base."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent history import /media/stick --stream factory-7 --key factory-7.pem",
            "  sync-agent history import disc1 disc2 --stream factory-7 --trust factory-7.pub --state state"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class HistoryImportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "A volume, or a folder of volumes.")
    private List<Path> paths;

    @Option(names = "--stream", required = true, paramLabel = "NAME", description = "The line of bundles.")
    private String stream;

    @Option(
            names = "--trust",
            paramLabel = "KEY.pub",
            description = "A public key whose signature counts; may be given several times.")
    private List<Path> trusted = List.of();

    @Option(
            names = "--key",
            paramLabel = "KEY.pem",
            description = "The private key of the stream: what it signed counts.")
    private List<Path> keys = List.of();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The folder for the history. Default: $XDG_STATE_HOME/sallyport/STREAM.")
    private @Nullable Path state;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    HistoryImportCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (trusted.isEmpty() && keys.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Whose signature counts is missing: --trust or --key");
        }
        StreamName name = StreamName.parse(stream);
        Path folder = StateFolders.chosen(state, name, environment);
        HistoryImport.Result result =
                new HistoryImport(folder, name, KeyFiles.readTrusted(trusted, keys), new SystemDisk()).run(paths);
        for (CheckedFile file : result.files()) {
            if (file.skipped()) {
                output.message("skipped, not a volume: " + file.file());
            } else if (file.failure() != null) {
                output.message(FailureReport.text("sync-agent: " + file.file(), file.failure()));
            }
        }
        if (!output.printIfJson(new JsonWriter()
                .put("stream", name.value())
                .put("state", folder.toString())
                .putAll("bundles", result.bundles(), HistoryImportCommand::json)
                .putAll("files", result.files(), BundleJson::file)
                .toObject())) {
            result.bundles().forEach(bundle -> output.println(describe(name, bundle)));
            long newest =
                    result.bundles().get(result.bundles().size() - 1).position().sequence();
            output.message(
                    "If a bundle after " + newest
                            + " was ever saved, import a volume of it too before the next save: an appliance accepts one statement for a sequence.");
        }
        return 0;
    }

    private static String describe(StreamName stream, RestoredBundle bundle) {
        String what = stream + " " + bundle.position().sequence();
        if (bundle.known() && bundle.missing().isEmpty()) {
            return what + ": on record already";
        }
        return bundle.missing().isEmpty()
                ? what + ": restored"
                : what + ": restored in part, without volumes "
                        + bundle.missing().stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + "; it can be no base";
    }

    private static Json json(RestoredBundle bundle) {
        return new JsonWriter()
                .put("sequence", bundle.position().sequence())
                .put("statement", bundle.position().digest().toString())
                .put("known", bundle.known())
                .putAll("missing", bundle.missing(), number -> Json.of((long) number))
                .toObject();
    }
}
