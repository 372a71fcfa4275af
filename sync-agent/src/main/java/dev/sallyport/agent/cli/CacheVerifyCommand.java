package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CacheFolder;
import dev.sallyport.agent.export.CacheFolder.Kept;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Progress;
import dev.sallyport.terminal.ProgressMeter;
import dev.sallyport.terminal.Terminal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sync-agent cache verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads everything that is kept, and drops what a disk has spoilt.",
            "Exit code 0 also then: the next run fetches it again."
        },
        footer = {"", "Examples:", "  sync-agent cache verify --stream factory-7"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class CacheVerifyCommand implements Callable<Integer> {
    @Mixin
    private CacheOptions cache;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    private final Clock clock;

    @Mixin
    private OutputOptions output;

    private final Map<String, String> environment;

    CacheVerifyCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        CacheFolder folder = cache.open(environment);
        List<Digest> spoilt;
        try (ProgressMeter meter = Terminal.progressMeter(clock)) {
            spoilt = folder.verify(quiet ? Progress.NONE : meter);
        }
        List<Kept> left = folder.list();
        if (!output.printIfJson(new JsonWriter()
                .put("good", left.size())
                .putAll("spoilt", spoilt, digest -> Json.of(digest.toString()))
                .toObject())) {
            spoilt.forEach(digest -> output.println(digest + ": spoilt, dropped"));
            output.println(left.size() + " blobs are good, " + spoilt.size() + " were spoilt");
        }
        return 0;
    }
}
