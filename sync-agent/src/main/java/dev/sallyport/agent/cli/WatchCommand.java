package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.terminal.Lifetimes;
import dev.sallyport.terminal.Progress;
import dev.sallyport.terminal.ProgressMeter;
import dev.sallyport.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code sync-agent watch}. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Saves again and again: each time everything is resolved anew, the lock file is written, and a bundle only if something"
                    + " changed. A run that fails is reported, and the next one goes on from where it was.",
            "With --once it is one such run, for cron and CI systems; its exit code is that of save."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent watch --every 6h",
            "  sync-agent watch --once --report run.json --junit run.xml"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class WatchCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    @Mixin
    private RunOptions run;

    @Option(names = "--every", paramLabel = "DURATION", description = "How long from one run to the next: 6h, 1d, 30m.")
    private @Nullable String every;

    @Option(names = "--once", description = "Run once and end.")
    private boolean once;

    @Option(names = "--report", paramLabel = "FILE", description = "Write what each run did into this file, as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write each run's images as test cases into this file, as CI systems read them.")
    private @Nullable Path junit;

    @Mixin
    private BundleOptions bundle;

    @Mixin
    private StreamOptions stream;

    @Mixin
    private OutputOptions output;

    private final Clock clock;
    private final Map<String, String> environment;

    WatchCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Duration pause = pause();
        while (true) {
            Instant start = clock.instant();
            int exitCode = runOnce(start);
            if (pause == null) {
                return exitCode;
            }
            Instant next = start.plus(pause);
            output.message("next run at " + next);
            Thread.sleep(Math.max(0, Duration.between(clock.instant(), next).toMillis()));
        }
    }

    private @Nullable Duration pause() {
        if (once == (every != null)) {
            throw run.usage("either --every DURATION or --once");
        }
        if (every == null) {
            return null;
        }
        Duration pause = Lifetimes.parse(every)
                .orElseThrow(() -> run.usage("--every is no duration such as 6h, 1d or 30m: " + every));
        if (pause.compareTo(SHORTEST) < 0) {
            throw run.usage("--every is less than a minute: " + every);
        }
        return pause;
    }

    private int runOnce(Instant start) throws Exception {
        List<String> messages = new ArrayList<>();
        RunReport result;
        try {
            result = RunReport.of(save(messages), start, clock.instant(), messages);
        } catch (InterruptedException | ParameterException e) {
            // Another run would not go better.
            throw e;
        } catch (Exception e) {
            if (once && report == null && junit == null) {
                throw e;
            }
            result = RunReport.of(e, start, clock.instant(), messages);
            result.failureLines().forEach(output::message);
        }
        write(report, result.json());
        write(junit, result.junit());
        if (!output.isJson()) {
            result.lines().forEach(output::println);
        } else {
            output.println(result.json().strip());
        }
        return result.exitCode();
    }

    private SaveReport save(List<String> messages) throws Exception {
        RunSettings settings = run.settings(environment, StateFolders.home(environment));
        try (ProgressMeter meter = Terminal.progressMeter(clock);
                StreamRun streamRun =
                        StreamRun.open(settings, false, clock, new PrintedNotices(output::message), message -> {
                            messages.add(message);
                            output.message(message);
                        })) {
            return streamRun.save(
                    stream.apply(bundle.builder(settings, true)).onlyChanges(true),
                    stream.allowMissing(),
                    run.quiet() ? Progress.NONE : meter);
        }
    }

    // In one step: whoever reads it sees one run's or another's.
    private static void write(@Nullable Path file, String content) throws IOException {
        if (file != null) {
            Path partial = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(partial, content);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
