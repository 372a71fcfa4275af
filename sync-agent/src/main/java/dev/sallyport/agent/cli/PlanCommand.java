package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.SavePlan;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.failure.Category;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sync-agent plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says what save would do, without fetching a blob: every image with its size, what of it is new for the far side, what"
                    + " the base holds, and why it is there; then the bytes and volumes, and the requests to each registry.",
            "Volume sizes are exact: what save then writes has that many bytes."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent plan",
            "  sync-agent plan --base 41 --volume-size bd25",
            "  sync-agent plan docker.io/library/nginx:1.27 --stream factory-7 --output out --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run;

    @Option(
            names = "--locked",
            description = "Plan for what the lock file names; fail if the mirror file selects other things by now.")
    private boolean locked;

    @Mixin
    private BundleOptions bundle;

    @Mixin
    private StreamOptions stream;

    @Mixin
    private OutputOptions output;

    private final Clock clock;
    private final Map<String, String> environment;

    PlanCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        RunSettings settings = run.settings(environment, StateFolders.home(environment));
        if (locked && settings.mirror() == null) {
            throw run.usage("--locked goes with a mirror file");
        }
        try (StreamRun streamRun =
                StreamRun.open(settings, locked, clock, new PrintedNotices(output::message), output::message)) {
            SavePlan plan = streamRun.plan(stream.apply(bundle.builder(settings, false)), stream.allowMissing());
            PlanSummary summary = new PlanSummary(plan, streamRun.client());
            if (!output.printIfJson(summary.json())) {
                summary.lines().forEach(output::println);
            }
            return plan.failures().isEmpty() ? 0 : Category.MISSING.exitCode();
        }
    }
}
