package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.export.Save;
import dev.sallyport.agent.export.SaveOptions;
import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Platform;
import dev.sallyport.terminal.Progress;
import dev.sallyport.terminal.ProgressMeter;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sync-agent save}. */
@Command(
        name = "save",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Saves images and everything they need into the next signed bundle of a stream.",
            "Images of earlier bundles of the stream stay in it unless --prune is given. Nothing changed since the newest bundle:"
                    + " its missing volumes are written again, identical. Interrupted: run the same command again, it goes on from there."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent save docker.io/library/nginx:1.27 --stream factory-7 --key factory-7.pem --output /media/stick",
            "  sync-agent save registry.example:5000/app@sha256:… --platform linux/arm64 --stream factory-7 --key factory-7.pem --output out",
            "  sync-agent save oci:./layout --as factory-7.example/tool:1 --stream factory-7 --key factory-7.pem --output out",
            "  sync-agent save docker.io/library/nginx:1.27 --volumes 2 --stream factory-7 --key factory-7.pem --output /media/disc2",
            "  sync-agent save docker.io/library/nginx:1.28 --base 41 --stream factory-7 --key factory-7.pem --output /media/stick"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class SaveCommand implements Callable<Integer> {
    private static final int MOST_JOBS = 32;

    @Parameters(
            arity = "1..*",
            paramLabel = "REF",
            description = "An image at a registry, by tag, digest or both; or oci:PATH, an image layout on disk.")
    private List<String> references;

    @Option(
            names = "--stream",
            required = true,
            paramLabel = "NAME",
            description = "The line of bundles to go on with.")
    private String stream;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY.pem",
            description = "The private key that signs; several keys sign together.")
    private List<Path> keys;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "The folder for the volumes.")
    private Path outputFolder;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Take these platforms alone; may be given several times. Default: all.")
    private List<String> platforms = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "The name for the one image of an oci: layout that does not say its own.")
    private @Nullable String name;

    @Option(
            names = "--volume-size",
            paramLabel = "SIZE",
            description =
                    "The most bytes of a volume: 8G, 700Mi, fat32, dvd, bd25, bd50. Default: as large as the medium takes.")
    private @Nullable String volumeSize;

    @Option(
            names = "--volumes",
            split = ",",
            paramLabel = "N",
            description = "Write these volumes alone, such as --volumes 2,3.")
    private Set<Integer> volumes = Set.of();

    @Mixin
    private StreamOptions streamOptions;

    @Option(names = "--prune", description = "Drop images of earlier bundles that are not asked for now.")
    private boolean prune;

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long an appliance may publish the bundle: 90d, 36h, 8w. Default: for ever.")
    private @Nullable String expires;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The stream's history and cache. Default: $XDG_STATE_HOME/sallyport/STREAM.")
    private @Nullable Path state;

    @Option(names = "--plain-http", description = "Talk HTTP without TLS to registries that are not on this machine.")
    private boolean plainHttp;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many downloads at once. Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final Clock clock;
    private final Map<String, String> environment;

    SaveCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        SaveOptions options = options();
        Selection selection = Selection.of(chosenPlatforms());
        SaveReport report;
        InterruptNotice notice = InterruptNotice.show(System.err);
        try (ImageSources sources = new ImageSources(plainHttp, environment, home(), clock);
                ParallelTasks tasks = new ParallelTasks(jobs, "resolve");
                ProgressMeter meter = Terminal.progressMeter(clock)) {
            List<RootRequest> roots =
                    sources.resolve(references.stream().distinct().toList(), name, selection, tasks);
            requireDistinct(roots);
            report = new Save(options, sources, new SystemDisk(), clock, quiet ? Progress.NONE : meter).run(roots);
        } finally {
            notice.withdraw();
        }
        if (!output.printIfJson(SaveSummary.json(report))) {
            SaveSummary.lines(report).forEach(output::println);
        }
        return 0;
    }

    private void requireDistinct(List<RootRequest> roots) {
        Set<String> names = new HashSet<>();
        for (RootRequest root : roots) {
            if (!names.add(root.name())) {
                throw new ParameterException(spec.commandLine(), "Named twice: " + root.name());
            }
        }
    }

    private SaveOptions options() throws IOException, SallyportException {
        StreamName streamName = StreamName.parse(stream);
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new ParameterException(spec.commandLine(), "--jobs is not 1 to " + MOST_JOBS + ": " + jobs);
        }
        if (name != null && references.size() != 1) {
            throw new ParameterException(spec.commandLine(), "--as names one image, but several are given");
        }
        return streamOptions
                .apply(SaveOptions.builder(
                                streamName,
                                state == null ? StateFolders.defaultFor(streamName, environment, home()) : state,
                                outputFolder,
                                requireNonNull(spec.root().version())[0])
                        .keys(KeyFiles.readPrivate(keys))
                        .volumeSize(volumeSize == null ? null : (Long) Sizes.parse(volumeSize))
                        .volumes(volumes)
                        .prune(prune)
                        .expires(expires == null ? null : lifetime(expires))
                        .created(created())
                        .jobs(jobs))
                .build();
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home", "."));
    }

    private List<Platform> chosenPlatforms() throws MalformedValueException {
        List<Platform> chosen = new ArrayList<>();
        for (String platform : platforms) {
            chosen.add(Platform.parse(platform));
        }
        return chosen;
    }

    private Duration lifetime(String text) {
        return Lifetimes.parse(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--expires is no duration such as 90d, 36h or 8w: " + text));
    }

    // https://reproducible-builds.org/specs/source-date-epoch/
    private @Nullable Instant created() {
        String epoch = environment.getOrDefault("SOURCE_DATE_EPOCH", "");
        if (epoch.isEmpty()) {
            return null;
        }
        if (!epoch.matches("[0-9]{1,12}")) {
            throw new ParameterException(spec.commandLine(), "SOURCE_DATE_EPOCH is no number of seconds: " + epoch);
        }
        return Instant.ofEpochSecond(Long.parseLong(epoch));
    }
}
