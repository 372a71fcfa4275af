package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CacheFolder;
import dev.sallyport.agent.export.CacheFolder.Kept;
import dev.sallyport.agent.export.CacheNeeds;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sync-agent cache list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows how much is kept, and how much of it the newest bundles do not need.",
        footer = {
            "",
            "Examples:",
            "  sync-agent cache list --stream factory-7",
            "  sync-agent cache list --stream factory-7 --blobs"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class CacheListCommand implements Callable<Integer> {
    @Mixin
    private CacheOptions cache;

    @Option(names = "--blobs", description = "List every blob too, what was used longest ago first.")
    private boolean blobs;

    @Mixin
    private OutputOptions output;

    private final Map<String, String> environment;

    CacheListCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        CacheFolder folder = cache.open(environment);
        List<CacheNeeds> needs = cache.needs(environment);
        Set<Digest> needed = CacheOptions.blobs(needs);
        List<Kept> all = folder.list();
        List<Kept> rest =
                all.stream().filter(kept -> !needed.contains(kept.digest())).toList();
        if (output.isJson()) {
            output.println(JsonWriter.encodeToString(json(folder, needs, needed, all, rest)));
            return 0;
        }
        if (blobs) {
            Table table = new Table("DIGEST", "SIZE", "LAST USED", "NEEDED");
            for (Kept kept : all) {
                table.row(
                        kept.digest(),
                        Sizes.format(kept.size()),
                        kept.lastUsed().truncatedTo(ChronoUnit.SECONDS),
                        needed.contains(kept.digest()) ? "yes" : "no");
            }
            output.println(table + "\n");
        }
        Table table = new Table("CONTENT", "BLOBS", "SIZE");
        table.row("kept", all.size(), Sizes.format(bytes(all)));
        for (CacheNeeds need : needs) {
            List<Kept> of = all.stream()
                    .filter(kept -> need.blobs().containsKey(kept.digest()))
                    .toList();
            table.row("needed by " + need.stream() + " " + need.sequence(), of.size(), Sizes.format(bytes(of)));
        }
        table.row("not needed", rest.size(), Sizes.format(bytes(rest)));
        table.row("unfinished downloads", folder.unfinished(), "-");
        output.println(table);
        return 0;
    }

    private static long bytes(List<Kept> blobs) {
        return blobs.stream().mapToLong(Kept::size).sum();
    }

    private static JsonObject json(
            CacheFolder folder, List<CacheNeeds> needs, Set<Digest> needed, List<Kept> all, List<Kept> rest)
            throws IOException {
        return new JsonWriter()
                .put("blobs", all.size())
                .put("bytes", bytes(all))
                .put("blobsNotNeeded", rest.size())
                .put("bytesNotNeeded", bytes(rest))
                .put("unfinished", folder.unfinished())
                .putAll("streams", needs, CacheListCommand::stream)
                .putAll(
                        "content",
                        all,
                        kept -> new JsonWriter()
                                .put("digest", kept.digest().toString())
                                .put("size", kept.size())
                                .put("lastUsed", kept.lastUsed().toString())
                                .put("needed", needed.contains(kept.digest()))
                                .toObject())
                .toObject();
    }

    private static Json stream(CacheNeeds need) {
        return new JsonWriter()
                .put("stream", need.stream().value())
                .put("sequence", need.sequence())
                .put("blobs", need.blobs().size())
                .toObject();
    }
}
