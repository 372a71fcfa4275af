package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.TagOrder;
import dev.sallyport.terminal.FailureReport;
import dev.sallyport.terminal.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sync-agent tags}. */
@Command(
        name = "tags",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the tags of a repository, the newest version first, with what they stand for.",
            "Each tag shown costs a few requests, which some registries count; --names costs none."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent tags docker.io/library/postgres",
            "  sync-agent tags quay.io/acme/tool --names --limit 0"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class TagsCommand implements Callable<Integer> {
    private static final int JOBS = 5;
    private static final int DATE_LENGTH = 10;

    // Signatures and the like: they belong to images and are none.
    private static final Predicate<String> TIED =
            Pattern.compile("sha(?:256|512)-[0-9a-f]{64}.*").asMatchPredicate();

    @Parameters(paramLabel = "REPOSITORY", description = "Such as docker.io/library/postgres; a tag does not matter.")
    private String repository;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many to show, the newest; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--names", description = "Show names alone.")
    private boolean namesOnly;

    @Option(names = "--plain-http", description = "Talk HTTP without TLS to a registry that is not on this machine.")
    private boolean plainHttp;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final RegistryBrowserOpener opener;

    TagsCommand(RegistryBrowserOpener opener) {
        this.opener = opener;
    }

    /** A tag, or why nothing is known of it. */
    private record Row(
            String tag,
            @Nullable TagDetails details,
            @Nullable SallyportException failure) {}

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is below 0: " + limit);
        }
        Reference reference = Reference.parse(repository);
        RepositoryAddress address = RepositoryAddress.of(reference);
        RegistryBrowser browser = opener.open(plainHttp ? reference.host() : null);
        List<String> all = new ArrayList<>(browser.tags(address));
        all.sort(TagOrder.INSTANCE.reversed());
        List<String> images = all.stream().filter(TIED.negate()).toList();
        List<String> shown = limit == 0 ? images : images.subList(0, Math.min(limit, images.size()));
        List<Row> rows = namesOnly ? named(shown) : rows(browser, reference, shown);
        if (!output.printIfJson(json(address, images.size(), all.size(), rows))) {
            print(rows, images.size(), all.size());
        }
        return rows.stream()
                .mapToInt(
                        row -> row.failure == null ? 0 : row.failure.category().exitCode())
                .max()
                .orElse(0);
    }

    private static List<Row> named(List<String> tags) {
        return tags.stream().map(tag -> new Row(tag, null, null)).toList();
    }

    private static List<Row> rows(RegistryBrowser browser, Reference reference, List<String> tags)
            throws IOException, SallyportException {
        try (ContentSource source = browser.source(RepositoryAddress.of(reference));
                ParallelTasks tasks = new ParallelTasks(JOBS, "tags")) {
            return tasks.map(tags, tag -> row(source, reference, tag));
        }
    }

    // One tag that cannot be read keeps no other from being shown.
    private static Row row(ContentSource source, Reference reference, String tag) throws IOException {
        try {
            Reference tagged = new Reference(reference.host(), reference.repository(), Tag.parse(tag), null);
            return new Row(tag, TagDetails.read(source, tagged), null);
        } catch (SallyportException e) {
            return new Row(tag, null, e);
        }
    }

    private void print(List<Row> rows, int images, int all) {
        if (namesOnly) {
            rows.forEach(row -> output.println(Printable.clean(row.tag)));
        } else {
            Table table = new Table("TAG", "DIGEST", "CREATED", "PLATFORMS");
            for (Row row : rows) {
                TagDetails details = row.details;
                table.row(
                        row.tag,
                        details == null ? "?" : details.digest(),
                        details == null || details.created() == null
                                ? "-"
                                : details.created().toString().substring(0, DATE_LENGTH),
                        details == null || details.platforms().isEmpty() ? "-" : String.join(" ", details.platforms()));
            }
            output.println(table);
        }
        rows.stream()
                .filter(row -> row.failure != null)
                .forEach(row -> output.message(FailureReport.text("sync-agent", requireNonNull(row.failure))));
        output.message(rows.size() + " of " + images + (images == 1 ? " tag" : " tags")
                + (all > images ? "; " + (all - images) + " more hold signatures and the like" : "")
                + (rows.size() < images ? "; --limit 0 shows all" : ""));
    }

    private static Json json(RepositoryAddress address, int images, int all, List<Row> rows) {
        return new JsonWriter()
                .put("repository", address.toString())
                .put("total", images)
                .put("signatures", all - images)
                .putAll("tags", rows, TagsCommand::json)
                .toObject();
    }

    private static Json json(Row row) {
        if (row.details != null) {
            return row.details.toJson();
        }
        JsonWriter json = new JsonWriter().put("tag", row.tag);
        if (row.failure != null) {
            json.put("failure", FailureReport.json(row.failure));
        }
        return json.toObject();
    }
}
