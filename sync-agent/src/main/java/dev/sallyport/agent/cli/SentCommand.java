package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.SentBundle;
import dev.sallyport.agent.export.SentBundles;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VolumeSummary;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sync-agent sent}. */
@Command(
        name = "sent",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the bundles of a stream that went out, from its history on this machine; with SEQ, what one of them has.",
            "Whether the far side published them only its receipts say."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent sent --stream factory-7",
            "  sync-agent sent 42 --stream factory-7 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class SentCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "SEQ", description = "The sequence to show.")
    private @Nullable Long sequence;

    @Option(names = "--stream", required = true, paramLabel = "NAME", description = "The line of bundles.")
    private String stream;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The stream's history. Default: $XDG_STATE_HOME/sallyport/STREAM.")
    private @Nullable Path state;

    @Mixin
    private OutputOptions output;

    private final Map<String, String> environment;

    SentCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        StreamName name = StreamName.parse(stream);
        SentBundles sent = SentBundles.in(StateFolders.chosen(state, name, environment), name);
        if (sequence != null) {
            SentBundle bundle = sent.get(sequence);
            if (!output.printIfJson(json(bundle)
                    .putAll("roots", bundle.roots(), BundleJson::root)
                    .toObject())) {
                print(bundle);
            }
            return 0;
        }
        List<SentBundle> all = sent.all();
        if (!output.printIfJson(new JsonWriter()
                .put("stream", name.value())
                .putAll("bundles", all, bundle -> json(bundle).toObject())
                .toObject())) {
            output.println(table(all));
        }
        return 0;
    }

    private static Table table(List<SentBundle> all) {
        Table table =
                new Table("SEQUENCE", "CREATED", "IMAGES", "BLOBS", "CARRIED", "HELD", "VOLUMES", "BASE", "STATE");
        for (SentBundle bundle : all) {
            Statement statement = bundle.statement();
            table.row(
                    statement.sequence(),
                    statement.created(),
                    bundle.images(),
                    bundle.carriedBlobs() + bundle.heldBlobs(),
                    Sizes.format(bundle.carriedBytes()),
                    Sizes.format(bundle.heldBytes()),
                    statement.volumes().size(),
                    base(statement),
                    state(bundle));
        }
        return table;
    }

    private static String base(Statement statement) {
        Position base = statement.base();
        return base == null ? "-" : Long.toString(base.sequence());
    }

    private static String state(SentBundle bundle) {
        if (!bundle.complete()) {
            return "rebuilt in part";
        }
        return bundle.written() ? "written" : "not written to its end";
    }

    private void print(SentBundle bundle) {
        Statement statement = bundle.statement();
        output.println(statement.stream() + " " + statement.sequence() + ", " + state(bundle));
        output.println("Statement   " + statement.digest());
        output.println("Created     " + statement.created() + " by " + statement.creator());
        output.println("Expires     " + (statement.expires() == null ? "never" : statement.expires()));
        output.println("Base        " + base(statement));
        output.println("Carried     " + bundle.carriedBlobs() + " blobs, " + Sizes.format(bundle.carriedBytes()));
        output.println("Held        " + bundle.heldBlobs() + " blobs, " + Sizes.format(bundle.heldBytes()));
        Table images = new Table("IMAGE", "KIND", "DIGEST", "WHY");
        for (BundleRoot root : bundle.roots()) {
            images.row(root.name(), BundleJson.kind(root), root.manifest().digest(), root.reason());
        }
        output.println("\n" + images);
        Table volumes = new Table("VOLUME", "ENTRIES", "CONTENT");
        int number = 0;
        for (VolumeSummary volume : statement.volumes()) {
            number++;
            volumes.row(number, volume.entries(), Sizes.format(volume.bytes()));
        }
        output.println("\n" + volumes);
    }

    private static JsonWriter json(SentBundle bundle) {
        Statement statement = bundle.statement();
        return BundleJson.statement(statement)
                .put("base", BundleJson.position(statement.base()))
                .put("previous", BundleJson.position(statement.previous()))
                .put("complete", bundle.complete())
                .put("written", bundle.written())
                .put("images", bundle.images())
                .put("blobsCarried", bundle.carriedBlobs())
                .put("bytesCarried", bundle.carriedBytes())
                .put("blobsHeld", bundle.heldBlobs())
                .put("bytesHeld", bundle.heldBytes())
                .putAll("volumes", statement.volumes(), SentCommand::volume)
                .putAll("omittedImages", bundle.omitted().images(), BundleJson::omittedImage);
    }

    private static Json volume(VolumeSummary volume) {
        return new JsonWriter()
                .put("entries", volume.entries())
                .put("bytes", volume.bytes())
                .toObject();
    }
}
