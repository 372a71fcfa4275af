package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CacheFolder;
import dev.sallyport.agent.export.CacheFolder.Kept;
import dev.sallyport.agent.export.CacheNeeds;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sync-agent cache prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Drops content that the newest bundles do not need, and what is left of downloads that nobody finished.",
            "Only speed is lost: what is needed again is fetched again."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent cache prune --stream factory-7",
            "  sync-agent cache prune --stream factory-7 --max-size 200G"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class CachePruneCommand implements Callable<Integer> {
    @Mixin
    private CacheOptions cache;

    @Option(names = "--all", description = "Drop what the newest bundles need too.")
    private boolean all;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description = "Drop no more than it takes to come down to this size, what was used longest ago first.")
    private @Nullable String maxSize;

    @Mixin
    private OutputOptions output;

    private final Map<String, String> environment;

    CachePruneCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        long limit = maxSize == null ? 0 : Sizes.parse(maxSize);
        CacheFolder folder = cache.open(environment);
        List<CacheNeeds> needs = cache.needs(environment);
        if (!all) {
            for (CacheNeeds need : needs) {
                if (need.sequence() > 0 && need.blobs().isEmpty()) {
                    throw new CacheNeedsUnknownException(need.stream(), need.sequence());
                }
            }
        }
        List<Kept> dropped = folder.prune(CacheOptions.blobs(needs), limit);
        if (all) {
            dropped = new ArrayList<>(dropped);
            dropped.addAll(folder.prune(Set.of(), limit));
        }
        int unfinished = folder.pruneUnfinished();
        long bytes = dropped.stream().mapToLong(Kept::size).sum();
        List<Kept> left = folder.list();
        long bytesLeft = left.stream().mapToLong(Kept::size).sum();
        if (!output.printIfJson(new JsonWriter()
                .put("blobsDropped", dropped.size())
                .put("bytesDropped", bytes)
                .put("unfinishedDropped", unfinished)
                .put("blobsLeft", left.size())
                .put("bytesLeft", bytesLeft)
                .toObject())) {
            output.println("Dropped " + dropped.size() + " blobs, " + Sizes.format(bytes) + ", and " + unfinished
                    + " unfinished downloads; " + left.size() + " blobs, " + Sizes.format(bytesLeft) + " are left");
            if (maxSize != null && bytesLeft > limit) {
                output.message("The newest bundles need more than " + Sizes.format(limit)
                        + "; --all drops what they need too");
            }
        }
        return 0;
    }
}
