package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.terminal.Progress;
import dev.sallyport.terminal.ProgressMeter;
import dev.sallyport.terminal.Terminal;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sync-agent save}. */
@Command(
        name = "save",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Saves images and everything they need into the next signed bundle of a stream.",
            "What is asked for stands in a mirror file, or on the command line. Everything is resolved first, and that one snapshot"
                    + " is saved. Images of earlier bundles of the stream stay in it unless --prune is given.",
            "Nothing changed since the newest bundle: its missing volumes are written again, identical. Interrupted: run the same"
                    + " command again, it goes on from there."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent save",
            "  sync-agent save --locked --output /media/stick",
            "  sync-agent save docker.io/library/nginx:1.27 --stream factory-7 --key factory-7.pem --output /media/stick",
            "  sync-agent save registry.example:5000/app@sha256:… --platform linux/arm64 --stream factory-7 --key factory-7.pem --output out",
            "  sync-agent save oci:./layout --as factory-7.example/tool:1 --stream factory-7 --key factory-7.pem --output out",
            "  sync-agent save docker-archive:app.tar --stream factory-7 --key factory-7.pem --output out",
            "  sync-agent save --volumes 2 --output /media/disc2",
            "  sync-agent save --base 41"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class SaveCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run;

    @Option(
            names = "--locked",
            description =
                    "Save what the lock file names, and nothing else; fail if the mirror file selects other things by now.")
    private boolean locked;

    @Mixin
    private BundleOptions bundle;

    @Mixin
    private StreamOptions stream;

    @Mixin
    private OutputOptions output;

    private final Clock clock;
    private final Map<String, String> environment;

    SaveCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        RunSettings settings = run.settings(environment, StateFolders.home(environment));
        if (locked && settings.mirror() == null) {
            throw run.usage("--locked goes with a mirror file");
        }
        SaveReport report;
        InterruptNotice notice = InterruptNotice.show(System.err);
        try (ProgressMeter meter = Terminal.progressMeter(clock);
                StreamRun streamRun =
                        StreamRun.open(settings, locked, clock, new PrintedNotices(output::message), output::message)) {
            report = streamRun.save(
                    stream.apply(bundle.builder(settings, true)),
                    stream.allowMissing(),
                    run.quiet() ? Progress.NONE : meter);
        } finally {
            notice.withdraw();
        }
        if (!output.printIfJson(SaveSummary.json(report))) {
            SaveSummary.lines(report).forEach(output::println);
        }
        return 0;
    }
}
