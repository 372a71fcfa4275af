package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TagEventReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance history}. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description =
                "Says what a tag named, the newest first: when that changed, who did it, and with which release or push."
                        + " Exit code 4 if the tag was never here.",
        footer = {
            "",
            "Of a stream's tags it goes back to the oldest release that is kept. An asterisk marks what the tag names there"
                    + " now; who rolled a stream back says 'appliance audit'.",
            "",
            "Examples:",
            "  appliance history nginx:1.27",
            "  appliance history team/app:latest --limit 10",
            "  appliance history registry.k8s.io/pause:3.10 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class HistoryCommand implements Callable<Integer> {
    private static final int SHOWN_DIGITS = "sha256:".length() + 12;

    @Parameters(paramLabel = "REFERENCE", description = "NAME[:TAG]; without a tag it is latest.")
    private String reference;

    @Option(names = "--limit", paramLabel = "N", description = "The newest N changes alone. Default: all.")
    private int limit = Integer.MAX_VALUE;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        List<JsonReader> events = new ArrayList<>();
        ApiClient client = server.connect();
        Optional<String> next = Optional.of("");
        while (next.isPresent() && events.size() < limit) {
            JsonReader page = client.get(ApiPaths.history(reference, next.get()));
            events.addAll(page.objects("events"));
            next = page.optionalText("next");
        }
        print(events.subList(0, Math.min(Math.max(0, limit), events.size())));
        return 0;
    }

    private void print(List<JsonReader> events) throws Exception {
        if (output.printIfJson(
                new JsonWriter().putAll("events", events, JsonReader::object).toObject())) {
            return;
        }
        Table table = new Table("TIME", "BY", "FROM", "OLD", "NEW", "NOW");
        for (JsonReader entry : events) {
            TagEventReport event = TagEventReport.read(entry);
            table.row(
                    event.time(),
                    event.actor(),
                    event.stream().isEmpty() ? "(local)" : event.stream() + "@" + event.sequence(),
                    shortened(event.before()),
                    shortened(event.after()),
                    event.shown() ? "*" : "");
        }
        output.println(table);
    }

    private static String shortened(String digest) {
        return digest.isEmpty() ? "-" : digest.substring(0, Math.min(SHOWN_DIGITS, digest.length()));
    }
}
