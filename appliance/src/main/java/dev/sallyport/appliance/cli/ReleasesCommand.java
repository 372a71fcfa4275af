package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.OmittedReport;
import dev.sallyport.appliance.api.ReleaseReport;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code appliance releases}. */
@Command(
        name = "releases",
        mixinStandardHelpOptions = true,
        description = "Lists what was published, the newest first; or what that was made without.")
final class ReleasesCommand implements Callable<Integer> {
    @Option(
            names = "--left-out",
            description = "List what the current releases were made without on purpose: platforms, referrers, images.")
    private boolean leftOut;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        ApiClient client = server.connect();
        JsonReader answer = client.get(ApiPaths.RELEASES);
        if (leftOut) {
            return listLeftOut(client, answer);
        }
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("STREAM", "SEQUENCE", "PUBLISHED", "PUBLISHER", "IMAGES", "CURRENT", "STATEMENT");
        for (JsonReader entry : answer.objects("releases")) {
            ReleaseReport report = ReleaseReport.read(entry);
            table.row(
                    report.stream(),
                    report.sequence(),
                    report.published(),
                    report.publisher(),
                    report.images(),
                    report.current() ? "yes" : "",
                    report.statement());
        }
        output.println(table);
        return 0;
    }

    private int listLeftOut(ApiClient client, JsonReader releases) throws Exception {
        Table table = new Table("RELEASE", "LEFT OUT", "OF", "PLATFORM", "REASON");
        List<Json> all = new ArrayList<>();
        for (JsonReader entry : releases.objects("releases")) {
            ReleaseReport release = ReleaseReport.read(entry);
            if (!release.current()) {
                continue;
            }
            String name = release.stream() + "@" + release.sequence();
            for (JsonReader omitted :
                    client.get(ApiPaths.omitted(release.statement())).objects("omitted")) {
                OmittedReport report = OmittedReport.read(omitted);
                table.row(name, report.what(), report.of(), report.platform(), report.reason());
                all.add(new JsonWriter()
                        .put("stream", release.stream())
                        .put("sequence", release.sequence())
                        .put("omitted", report.toJson())
                        .toObject());
            }
        }
        if (!output.printIfJson(
                new JsonWriter().putAll("leftOut", all, json -> json).toObject())) {
            output.println(table);
        }
        return 0;
    }
}
