package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.SavePlan;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.agent.mirror.LockDifference;
import dev.sallyport.agent.mirror.LockFile;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sync-agent lock}. */
@Command(
        name = "lock",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Resolves what the mirror file asks for and writes it into the lock file beside it: every tag with its digest, one line"
                    + " for each image, chart, referrer and local input, so that a review shows what moved.",
            "save --locked then saves exactly that."
        },
        footer = {"", "Examples:", "  sync-agent lock", "  sync-agent lock -f factory-7/mirror.yaml"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class LockCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run;

    @Mixin
    private BundleOptions bundle;

    @Mixin
    private OutputOptions output;

    private final Clock clock;
    private final Map<String, String> environment;

    LockCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        RunSettings settings = run.settings(environment, StateFolders.home(environment));
        MirrorFile mirror = settings.mirror();
        if (mirror == null) {
            throw run.usage("lock needs a mirror file, not REFs");
        }
        try (StreamRun streamRun =
                StreamRun.open(settings, false, clock, new PrintedNotices(output::message), output::message)) {
            SavePlan plan = streamRun.lock(bundle.builder(settings, false), Set.of());
            LockDifference difference = streamRun.difference(plan);
            Path file = LockFile.beside(mirror.file());
            if (!plan.failures().isEmpty()) {
                plan.failures()
                        .forEach(failure -> output.message("sync-agent: cannot be had: " + failure.image() + ": "
                                + failure.cause().getMessage() + "\n  "
                                + failure.cause().remedy()));
                output.message(file + " is as it was");
                return Category.MISSING.exitCode();
            }
            List<String> lines = difference.lines();
            if (!output.printIfJson(new JsonWriter()
                    .put("file", file.toString())
                    .put("images", plan.images().size())
                    .putAll("changes", lines, Json::of)
                    .toObject())) {
                lines.forEach(output::println);
                output.println((lines.isEmpty() ? "Nothing moved: " : "Locked: ")
                        + plan.images().size() + " items in " + file);
            }
            return 0;
        }
    }
}
