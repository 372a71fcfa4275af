package dev.sallyport.agent.cli;

import dev.sallyport.agent.cli.RegistryBrowser.SearchResult;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.terminal.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sync-agent search}. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds repositories at a registry: by its search, as Docker Hub has one, else in the list of all its repositories.",
            "Names are printed as mirror.yaml takes them."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent search postgres",
            "  sync-agent search app --registry registry.example:5000"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class SearchCommand implements Callable<Integer> {
    private static final int LONGEST_TERM = 200;
    private static final int LONGEST_DESCRIPTION = 60;

    @Parameters(paramLabel = "TERM", description = "A part of a name.")
    private String term;

    @Option(
            names = "--registry",
            paramLabel = "HOST",
            defaultValue = Reference.DOCKER_HUB,
            description = "The registry, with its port if it has one. Default: ${DEFAULT-VALUE}.")
    private String registry;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "25",
            description = "How many to show; 0 for all that are found. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--plain-http", description = "Talk HTTP without TLS to a registry that is not on this machine.")
    private boolean plainHttp;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final RegistryBrowserOpener opener;

    SearchCommand(RegistryBrowserOpener opener) {
        this.opener = opener;
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is below 0: " + limit);
        }
        if (term.isBlank() || term.length() > LONGEST_TERM) {
            throw new MalformedValueException("search term", term, "1 to " + LONGEST_TERM + " characters");
        }
        String host = Reference.canonicalHost(registry);
        if (!Reference.isCanonicalHost(host)) {
            throw new MalformedValueException(
                    "registry host",
                    registry.indexOf('@') < 0 ? registry : "…",
                    "such as docker.io or registry.example:5000");
        }
        List<SearchResult> all = opener.open(plainHttp ? host : null).search(host, term.strip());
        List<SearchResult> shown = limit == 0 ? all : all.subList(0, Math.min(limit, all.size()));
        if (!output.printIfJson(new JsonWriter()
                .put("registry", host)
                .put("term", term.strip())
                .put("total", all.size())
                .putAll(
                        "repositories",
                        shown,
                        result -> new JsonWriter()
                                .put("name", result.name())
                                .put("description", result.description())
                                .put("stars", result.stars())
                                .put("official", result.official())
                                .toObject())
                .toObject())) {
            print(shown, all.size(), host);
        }
        return 0;
    }

    private void print(List<SearchResult> shown, int all, String host) {
        if (!shown.isEmpty()) {
            Table table = new Table("REPOSITORY", "STARS", "OFFICIAL", "DESCRIPTION");
            for (SearchResult result : shown) {
                table.row(
                        result.name(),
                        result.stars() == 0 ? "-" : result.stars(),
                        result.official() ? "yes" : "-",
                        shorten(result.description()));
            }
            output.println(table);
        }
        output.message(
                all == 0
                        ? "Nothing at " + host + " has '" + Printable.shorten(term) + "' in its name"
                        : shown.size() + " of " + all + (shown.size() < all ? "; --limit 0 shows all" : ""));
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_DESCRIPTION
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_DESCRIPTION)) + "…";
    }
}
